import { expect, test } from "vitest";
import { axeFaults, axeFaultsInBothThemes } from "./support/axe.ts";
import { expectCalm } from "./support/page-cost.ts";
import { useDashboard } from "./support/use-dashboard.ts";
import { PLAIN } from "./support/windows.ts";

const { open, service } = useDashboard();

const SCREENS = [
  { path: "/changes", ready: ".waterfall" },
  { path: "/idle", ready: ".bars" },
  { path: "/idle?tab=nodes", ready: "tbody tr[data-row]" },
  { path: "/assets?tab=volumes", ready: "tbody tr[data-row]" },
  { path: "/savings", ready: "tbody tr[data-row]" },
  { path: "/savings?tab=patches", ready: ".patch-file pre" },
  { path: "/savings?tab=no-advice", ready: "tbody tr[data-row]" },
  { path: "/trust?w=2026-11-12..2026-11-28", ready: '.calendar-hour[data-state="pending"]' },
];
const SEARCH_ALONE = { clusters: "all" as const, namespaces: { "*": ["search"] } };

test.each(SCREENS)(
  "axe finds no fault in $path in either theme; it comes without moving, without asking much, and fits 320 pixels",
  async ({ path, ready }) => {
    const page = await open(path);

    await page.locator(ready).first().waitFor();
    await expect.poll(() => page.locator("[aria-busy=true], .skeleton").count()).toBe(0);
    await expectCalm(page);

    expect(await axeFaultsInBothThemes(page)).toEqual([]);

    await page.setViewportSize({ width: 320, height: 800 });
    await page.locator(ready).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  },
);

test("what is told last of all moves nothing that stands below it", async () => {
  const page = await open(PLAIN);
  const held = Promise.withResolvers<undefined>();
  await page.route(/clusters\.status/, async (route) => {
    await held.promise;
    await route.continue();
  });
  const others = ["cost.reconcile", "cost.cluster", "clusters.prices"].map((name) =>
    page.waitForResponse((response) => response.url().includes(name)).then((response) => response.finished()),
  );

  await page.goto(`${service().url}/trust?w=2026-11-12..2026-11-28`);
  await Promise.all(others);
  await page.evaluate(drawnTimes, 10);
  held.resolve(undefined);

  await page.locator(".calendar-hour").first().waitFor();
  await expect.poll(() => page.locator("[aria-busy=true], .skeleton").count()).toBe(0);
  await expectCalm(page);
});

/** Waits until the page has been drawn so many times. */
async function drawnTimes(times: number): Promise<void> {
  for (let time = 0; time < times; time++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

test("a reader of one namespace sees no idle of nodes, and is told why", async () => {
  const token = await service().makeToken("viewer", SEARCH_ALONE);
  const page = await open("/idle", { token });

  const numbers = page.locator(".big-number");
  await numbers.nth(1).waitFor();

  expect(await numbers.nth(1).locator(".big-number-value").textContent()).toBe("–");
  expect(await numbers.nth(1).textContent()).toContain("Your token sees some namespaces");
});

test.each([
  { path: "/trust", text: "Whether hours add up" },
  { path: "/idle?tab=nodes", text: "What is left over on nodes" },
  { path: "/assets", text: "What nodes cost is told of whole clusters" },
])("$path tells a reader of one namespace what they may see", async ({ path, text }) => {
  const token = await service().makeToken("viewer", SEARCH_ALONE);
  const page = await open(path, { token });

  const box = page.locator('[data-kind="no-right"]');
  await box.waitFor();

  expect(await box.textContent()).toContain(text);
  expect(await box.textContent()).toContain("search");
  expect(await axeFaults(page)).toEqual([]);
});

test("a reader of one namespace sees its changes without idle and the fee", async () => {
  const token = await service().makeToken("viewer", SEARCH_ALONE);
  const page = await open("/changes", { token });

  await page.locator(".waterfall li").first().waitFor();
  const steps = await page.locator(".waterfall-label").allTextContents();

  expect(steps).toEqual(["Before", "New", "Gone", "Quantity", "Price", "Hours not seen", "After"]);
});

test("a filter that nothing passes is named, and one press removes it", async () => {
  const page = await open("/changes?f=namespace:is:nowhere");

  await page
    .getByRole("button", { name: /nowhere/ })
    .first()
    .click();

  await page.locator(".waterfall").waitFor();
  expect(page.url()).not.toContain("nowhere");
});

test("hours that are not complete yet are said to be without cost, not drawn as cheap", async () => {
  const page = await open("/changes?w=today");

  const note = page.locator('.coverage-note [data-kind="partial"]');
  await note.first().waitFor();

  expect(await note.first().textContent()).toContain("not complete yet");
});
