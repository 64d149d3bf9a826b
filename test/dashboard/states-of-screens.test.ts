import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { answerWith, refusal } from "./support/answers.ts";
import { axeFaultsInBothThemes } from "./support/axe.ts";
import { DEMO_CLUSTER } from "./support/demo-days.ts";
import { useDashboard } from "./support/use-dashboard.ts";
import { PLAIN } from "./support/windows.ts";

const { open, service, expectTrouble } = useDashboard();

const DAY = "w=2026-11-25..2026-11-26";
/** Each screen with the question without which it has nothing to show. */
const SCREENS = [
  { path: `/?${DAY}`, asks: "cost.allocation", ready: "tbody tr[data-row]" },
  { path: `/c/${DEMO_CLUSTER}?tab=none&${DAY}`, asks: "cost.allocation", ready: "tbody tr[data-row]" },
  { path: `/changes?${DAY}`, asks: "cost.compare", ready: "tbody tr[data-row]" },
  { path: `/idle?${DAY}`, asks: "cost.workloads", ready: "tbody tr[data-row]" },
  { path: `/assets?tab=volumes&${DAY}`, asks: "cost.assets", ready: "tbody tr[data-row]" },
  { path: `/trust?${DAY}`, asks: "cost.reconcile", ready: ".sums" },
  { path: "/watch", asks: "budgets.standings", ready: ".standing" },
  { path: "/savings", asks: "recommendations.list", ready: "tbody tr[data-row]" },
  { path: "/settings/tokens", asks: "access.tokens.list", ready: "tbody tr[data-row]" },
  { path: "/settings/audit", asks: "audit.list", ready: "tbody tr[data-row]" },
] as const;
/** An amount of nothing, at any number of places. */
const ZERO = /\$0\.0+(?!\d)/;
const OF_COSTS = SCREENS.filter(({ path }) => path.includes(DAY));

async function mainText(page: Page): Promise<string> {
  return (await page.locator("main").textContent()) ?? "";
}

test.each(SCREENS)(
  "a service that fails, then limits, is told on $path with its request, never as zero, until it answers",
  async ({ path, asks, ready }) => {
    expectTrouble(/500|429/);
    const procedure = `**/api/trpc/${asks}*`;
    const page = await open(PLAIN, { hasRunningClock: true });
    await page.route(procedure, refusal(500, "INTERNAL"));
    await page.goto(service().url + path);
    const failed = page.locator(".state-box[data-kind=failed]").first();
    await failed.waitFor();
    expect(await failed.textContent()).toMatch(/The service failed.*request-7/);
    expect(await mainText(page)).not.toMatch(ZERO);
    expect(await axeFaultsInBothThemes(page)).toEqual([]);

    // On top of the other refusal: in between, a question that is asked again by itself would be answered.
    await page.route(procedure, refusal(429, "RATE_LIMITED", { "retry-after": "3600" }));
    // By then it may have been asked again by itself.
    await page.getByRole("button", { name: "Try again now" }).first().click();
    await page.getByText(/It is asked again in \d+ s/).waitFor();
    expect(await mainText(page)).not.toMatch(ZERO);
    expect(await axeFaultsInBothThemes(page)).toEqual([]);

    await page.unroute(procedure);
    await page.getByRole("button", { name: "Try again now" }).click();
    await page.locator(ready).first().waitFor();
  },
);

test.each(OF_COSTS)(
  "of a window of which nothing is stored $path says so, and shows no zero; while the first hours come it tells of these",
  async ({ path }) => {
    const page = await open(path.replace(DAY, "w=2026-10-01..2026-10-02"));
    await page.getByRole("heading", { name: "Nothing is known of this window" }).waitFor();
    expect(await mainText(page)).not.toMatch(ZERO);
    expect(await axeFaultsInBothThemes(page)).toEqual([]);

    const { rows } = await service().sdk.clusters.status.query({});
    const progress = { done: 3, total: 24, hoursPerSecond: 1, secondsLeft: 21 };
    const first = rows.map((row) => ({ ...row, hours: 0, start: null, end: null, progress }));
    await answerWith(page, "clusters.status", { rows: first });
    await page.reload();
    await page.getByRole("heading", { name: "The first hours are being collected" }).waitFor();
    expect(await mainText(page)).toContain("3 of 24 hours");
    expect(await axeFaultsInBothThemes(page)).toEqual([]);
  },
);

test.each(OF_COSTS)(
  "a gap, hours that are not complete and a source that fails are all told on $path",
  async ({ path, ready }) => {
    const page = await open(PLAIN);
    const { rows } = await service().sdk.clusters.status.query({});
    const lastError = { at: "2026-11-27T12:12:00Z", hour: null, message: "connect ECONNREFUSED" };
    await answerWith(page, "clusters.status", { rows: rows.map((row) => ({ ...row, lastError })) });
    await page.goto(service().url + path.replace(DAY, "w=2026-11-12..2026-11-28"));
    await page.locator(ready).first().waitFor();

    await page
      .getByText(/connect ECONNREFUSED/)
      .first()
      .waitFor();
    const told = path.startsWith("/trust")
      ? page.locator('.calendar-hour[data-state="gap"], .calendar-hour[data-state="pending"]')
      : page.getByText(/are not complete yet|unknown, not free/);
    await expect.poll(() => told.count()).toBeGreaterThan(1);
    expect(await axeFaultsInBothThemes(page)).toEqual([]);
  },
);

test.each([
  { path: "/changes", press: true },
  { path: "/idle", press: true },
  { path: "/", press: true },
])("filters that are in force are seen on $path, and taken off by a press", async ({ path }) => {
  const page = await open(`${path}?f=namespace:is:search&${DAY}`);
  await page.getByRole("button", { name: /namespace: search/ }).click();
  await expect.poll(() => page.url()).not.toContain("search");
});

test.each([
  { path: "/idle", has: [] },
  { path: "/assets", has: [] },
  { path: "/trust", has: [] },
  { path: "/changes", has: ["Compare with", "Group by"] },
  { path: "/", has: ["Compare with", "Idle"] },
])("on $path those choices are offered that change what is seen, and no others", async ({ path, has }) => {
  const page = await open(`${path}?${DAY}`);
  await page.locator("main h1").first().waitFor();
  const offered = await page.locator(".choices label > .hidden").allTextContents();
  expect(offered.filter((name) => ["Compare with", "Group by", "Idle"].includes(name))).toEqual(has);
  await page.keyboard.press("v");
  expect(page.url().includes("vs=prev")).toBe(has.includes("Compare with"));
});
