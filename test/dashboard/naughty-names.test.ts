import { beforeAll, expect, test } from "vitest";
import { hoursFrom, storeHours } from "../support/stored-world.ts";
import { createContainer, createNode, createObservation, createPod } from "../support/observations.ts";
import { axeFaults } from "./support/axe.ts";
import { DEMO_NOW } from "./support/demo-days.ts";
import { useDashboard } from "./support/use-dashboard.ts";

const { open, service } = useDashboard({ isOwn: true });

const HOUR_MS = 3_600_000;
const CLUSTER = "odd/names";
const NAMES = [
  '<img src=x onerror="globalThis.wasRun = true">',
  "{{7*7}}",
  "../../etc",
  "..",
  "~",
  "100%",
  "%2F",
  "a?b=c#d&e",
  "a-name-of-forty-letters-or-a-few-more-xyz",
  "مساحة الاسماء",
  "ﷺ",
  "constructor",
  "__proto__",
];

beforeAll(async () => {
  const hours = hoursFrom(DEMO_NOW - (DEMO_NOW % HOUR_MS) - 3 * HOUR_MS, 2);
  const containers = [createContainer({ cpuRequest: 0.3, ramRequestGib: 1 / 3 })];
  const pods = NAMES.map((name, index) =>
    createPod({
      name,
      namespace: name,
      controller: name,
      containers,
      uid: `uid-${index}`,
      labels: { team: name },
    }),
  );
  // Names of nodes are no safer than others: each stands in lists of nodes alone.
  const nodes = [createNode({ cpuCores: 8 }), ...NAMES.map((name) => createNode({ name, cpuCores: 1 }))];
  await storeHours(
    service().database,
    CLUSTER,
    hours.map((hour) => createObservation({ hour, nodes, pods })),
  );
});

test("whatever a name is made of stays text, and leads to its own rows and back", async () => {
  const page = await open(`/c/${encodeURIComponent(CLUSTER)}?w=24h&tab=none`);
  for (const name of NAMES) {
    const link = page.locator("tbody th a").filter({ has: page.locator("bdi", { hasText: exactly(name) }) });
    await link.click();
    await expect.poll(() => page.locator("h1 bdi").textContent()).toBe(name);
    await page.getByText("adds up to the nano").waitFor();
    await page.reload();
    await expect.poll(() => page.locator("h1 bdi").textContent()).toBe(name);
    await expect.poll(() => page.locator("tbody th bdi").first().textContent()).toBe(name);
    await page.goBack();
    await expect.poll(() => page.locator("h1 bdi").textContent()).toBe(CLUSTER);
  }
  expect(await page.locator("main img").count()).toBe(0);
  expect(await page.evaluate(() => Reflect.get(globalThis, "wasRun"))).toBeUndefined();
  expect(await axeFaults(page)).toEqual([]);
});

test("a label's value may be markup, and its row opens", async () => {
  const page = await open(`/c/${encodeURIComponent(CLUSTER)}?w=24h&tab=treemap&by=label:team`);
  const [markup = ""] = NAMES;
  await page.locator("tbody th a").filter({ hasText: markup }).click();
  await page.getByRole("button", { name: `team: ${markup}` }).waitFor();
  await page.getByText("adds up to the nano").waitFor();
  expect(await page.locator("main img").count()).toBe(0);
});

test.each([
  { path: "/", at: "tbody th bdi" },
  { path: "/changes", at: "tbody th bdi" },
  { path: "/changes?by=pod", at: "tbody th bdi" },
  { path: "/idle", at: "tbody th bdi" },
  { path: "/idle?tab=nodes", at: "tbody th bdi" },
  { path: "/assets", at: "tbody th bdi" },
])("names of every kind stay text on $path, and each opens its arithmetic", async ({ path, at }) => {
  const [screen = "", search = ""] = path.split("?");
  const place = screen === "/" ? "/" : `${screen}/c/${encodeURIComponent(CLUSTER)}`;
  const only = screen === "/" ? `&f=cluster:is:${encodeURIComponent(CLUSTER)}` : "";
  const page = await open(`${place}?w=24h&${search}${only}`);
  await page.locator("tbody tr[data-row]").first().waitFor();

  const [markup = ""] = NAMES;
  const shown = await page.locator(at).allTextContents();
  for (const name of NAMES) expect(shown.some((text) => text.includes(name))).toBe(true);
  const row = page.locator("tbody tr[data-row]").filter({ hasText: markup }).first();
  await row.locator('a.amount[aria-keyshortcuts="x"]').click();
  const why = page.getByRole("complementary", { name: /^Why/ });
  await why.getByText("equal to the nano").waitFor();
  expect(await why.textContent()).toContain(markup);
  expect(await page.locator("main img, aside img").count()).toBe(0);
  expect(await page.evaluate(() => Reflect.get(globalThis, "wasRun"))).toBeUndefined();
});

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$`, "u");
}
