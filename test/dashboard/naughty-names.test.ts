import { beforeAll, expect, test } from "vitest";
import { hoursFrom, storeHours } from "../support/stored-world.ts";
import { createContainer, createNode, createObservation, createPod } from "../support/observations.ts";
import { answerWith } from "./support/answers.ts";
import { axeFaults } from "./support/axe.ts";
import { DEMO_NOW } from "./support/demo-days.ts";
import { waitForAllRows } from "./support/exact-amounts.ts";
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
  await waitForAllRows(page);

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

test("names and words of what is watched stay text in every tab, and in the arithmetic of a budget", async () => {
  const { sdk } = service();
  const [markup = ""] = NAMES;
  const period = { every: "week", zone: "UTC" } as const;
  const currency = await currencyOf();
  const { id } = await sdk.alerts.channels.create.mutate({
    name: markup,
    target: { kind: "webhook", url: "https://hooks.example.com/x" },
  });
  await sdk.alerts.channels.test.mutate({ id });
  for (const name of NAMES) {
    const content = {
      amount: "0.01",
      currency,
      period,
      thresholds: [{ on: "spent" as const, at: 1 }],
    };
    await sdk.budgets.set.mutate({ ...content, name, by: "label:team", owner: name, channels: [id] });
    await sdk.alerts.rules.set.mutate({
      name,
      when: { kind: "efficiency", below: 1 },
      filter: { namespace: [name] },
      owner: name,
    });
    const until = "2026-12-01T00:00:00Z";
    await sdk.alerts.silences.set.mutate({ name, match: { namespace: name }, until, reason: name });
    await sdk.alerts.routes.set.mutate({ name, match: { namespace: name }, channels: [id] });
    await sdk.anomalies.plan.mutate({
      cluster: CLUSTER,
      namespace: name,
      first: "2026-12-24",
      last: "2026-12-24",
      note: name,
    });
  }
  for (const tab of ["budgets", "anomalies", "rules", "channels", "deliveries", "silences"]) {
    const page = await open(`/watch/c/${encodeURIComponent(CLUSTER)}?tab=${tab}`);
    await page.getByText(markup).first().waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.evaluate(() => Reflect.get(globalThis, "wasRun"))).toBeUndefined();
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  }
  const page = await open(`/watch/c/${encodeURIComponent(CLUSTER)}`);
  const standing = page
    .locator(".standing")
    .filter({ has: page.getByRole("heading", { name: markup, exact: true }) });
  await standing.getByRole("button", { name: /more$/ }).click();
  const row = standing.locator(".standing-row").filter({ hasText: markup });
  await row.locator(".amount").click();
  const why = page.getByRole("complementary", { name: /^Why/ });
  await why.getByText("equal to the nano").waitFor();
  expect(await why.textContent()).toContain(markup);
});

test("whatever advice says stays text, in rows and in its evidence", async () => {
  const [markup = ""] = NAMES;
  const summary = await service().sdk.recommendations.summary.query({ cluster: CLUSTER });
  const rows = NAMES.map((name, index) => ({
    ...ADVICE,
    id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    cluster: CLUSTER,
    namespace: name,
    controller: name,
    container: name,
    rule: name,
    warnings: [{ code: "not_known", text: name }],
    facts: [{ name: "pool", value: name, unit: "" }],
    dismissed: { at: "2026-11-20T00:00:00Z", by: name, reason: name, until: null },
  }));
  const until = "2026-11-27T00:00:00Z";
  const page = await open("/settings/tokens");
  await answerWith(page, "recommendations.summary", { ...summary, until });
  await answerWith(page, "recommendations.list", { ...summary, until, rows, nextCursor: null });
  await page.goto(`${service().url}/savings/c/${encodeURIComponent(CLUSTER)}?tab=dismissed`);
  await page.locator("tbody tr[data-row]").first().waitFor();

  const shown = await page.locator("tbody th bdi").allTextContents();
  expect(shown.toSorted()).toEqual(NAMES.toSorted());
  await page.locator("tbody th a").filter({ hasText: markup }).click();
  const why = page.getByRole("complementary", { name: /^Why/ });
  await why.getByText("equal to the nano").waitFor();
  expect(await why.textContent()).toContain(`Why: ${markup}`);
  expect(await page.locator("main img, aside img").count()).toBe(0);
  expect(await page.evaluate(() => Reflect.get(globalThis, "wasRun"))).toBeUndefined();
});

/** Amounts of several currencies are never added up, and the demo is priced in another one. */
async function currencyOf(): Promise<string> {
  const { rows } = await service().sdk.clusters.list.query({});
  return rows.find(({ cluster }) => cluster === CLUSTER)?.currency ?? "";
}

const ADVICE = {
  kind: "container-size",
  preset: "default",
  state: "dismissed",
  controllerKind: "Deployment",
  asset: null,
  change: null,
  insufficient: null,
  cost: "2.000000000",
  freed: "1.000000001",
  freedByResource: [{ resource: "cpu", cost: "2.000000000", freed: "1.000000001" }],
  bill: null,
  confidence: 0.5,
  window: { start: "2026-11-13T00:00:00Z", end: "2026-11-27T00:00:00Z", seenHours: 300 },
  openedAt: "2026-11-20T00:00:00Z",
  outcome: null,
};

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$`, "u");
}
