import { CostError, HOUR_MS, parseNano } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveProgress } from "../../../server/src/store/collecting/collection.ts";
import { HOUR } from "../../support/observations.ts";
import { GAP_HOUR, HOURS, sampleHour, WINDOW } from "../../support/sample-cluster.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

let database: TestDatabase;
let clusterId: number;
let viewer: ReturnType<typeof callAs>;

beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => HOUR + 24 * HOUR_MS),
  );
  clusterId = await storeHours(database, "prod", hoursFrom(HOUR, HOURS).map(sampleHour));
});

afterAll(async () => {
  await database.drop();
});

function sumOf(rows: readonly { totalCost: string }[]): bigint {
  return rows.reduce((sum, row) => sum + parseNano(row.totalCost), 0n);
}

test("namespaces, idle, unobserved and fee add up to the assets, to the nano", async () => {
  const namespaces = await viewer.cost.namespaces({ ...WINDOW, idle: "show" });
  const clusters = await viewer.cost.cluster(WINDOW);

  expect(namespaces.rows.map((row) => row.namespace).toSorted()).toEqual([
    "__fee__",
    "__idle__",
    "__unobserved__",
    "batch",
    "search",
    "shop",
  ]);
  expect(sumOf(namespaces.rows)).toBe(parseNano(clusters.totals.assetCost));
  expect(namespaces.totals.totalCost).toBe(clusters.totals.assetCost);
  expect(clusters.totals.totalCost).toBe(clusters.totals.assetCost);
});

test("without idle there is no row but those of namespaces", async () => {
  const { rows } = await viewer.cost.namespaces(WINDOW);

  expect(rows.map((row) => row.namespace).toSorted()).toEqual(["batch", "search", "shop"]);
});

test("a row's parts add up to its total", async () => {
  const { rows } = await viewer.cost.workloads(WINDOW);

  for (const row of rows) {
    const parts = [row.cpuCost, row.ramCost, row.gpuCost, row.volumeCost, row.networkCost];
    const more = [row.loadBalancerCost, row.sharedCost, row.idleCost];
    const sum = [...parts, ...more].reduce((total, part) => total + parseNano(part), 0n);
    expect(sum).toBe(parseNano(row.totalCost));
  }
});

test("namespaces, workloads, pods and hours have the same total", async () => {
  const answers = await Promise.all([
    viewer.cost.namespaces(WINDOW),
    viewer.cost.workloads(WINDOW),
    viewer.cost.pods(WINDOW),
    viewer.cost.timeseries({ ...WINDOW, step: "hour" }),
  ]);

  const totals = new Set(answers.map((answer) => answer.totals.totalCost));
  expect(totals.size).toBe(1);
  for (const answer of answers) expect(sumOf(answer.rows)).toBe(parseNano(answer.totals.totalCost));
});

test("nodes tell what was allocated, idle and unobserved, and add up to their assets", async () => {
  const { rows, totals } = await viewer.cost.nodes(WINDOW);

  expect(rows).toHaveLength(2);
  for (const row of rows) {
    const sum = parseNano(row.allocatedCost) + parseNano(row.idleCost) + parseNano(row.unobservedCost);
    expect(sum).toBe(parseNano(row.totalCost));
  }
  expect(sumOf(rows)).toBe(parseNano(totals.totalCost));
  expect(parseNano(totals.unobservedCost)).toBeGreaterThan(0n);
});

test("the gap shows in the coverage, with its reason", async () => {
  const { coverage } = await viewer.cost.namespaces(WINDOW);

  expect(coverage.ratio).toBeCloseTo((HOURS - 0.25) / HOURS, 9);
  expect(coverage.gaps).toEqual([
    {
      cluster: "prod",
      start: new Date(GAP_HOUR + 45 * 60_000).toISOString().replace(".000", ""),
      end: new Date(GAP_HOUR + HOUR_MS).toISOString().replace(".000", ""),
      reason: "not_scraped",
    },
  ]);
});

test("hours that were never collected are gaps too", async () => {
  const start = new Date(HOUR - 2 * HOUR_MS).toISOString();
  const end = new Date(HOUR + (HOURS + 1) * HOUR_MS).toISOString();

  const { coverage } = await viewer.cost.namespaces({ start, end });

  expect(coverage.ratio).toBeCloseTo((HOURS - 0.25) / (HOURS + 3), 9);
  expect(coverage.gaps.map((gap) => gap.reason)).toEqual([
    "beyond_retention",
    "not_scraped",
    "not_collected",
  ]);
});

test("hours of the history that are still to come are told from those that nobody keeps", async () => {
  const start = new Date(HOUR - 3 * HOUR_MS).toISOString();
  const before = HOUR - 2 * HOUR_MS;
  await saveProgress(database, clusterId, { startedAt: HOUR, done: HOURS, total: HOURS + 2 });

  const { coverage } = await viewer.cost.namespaces({ start, end: WINDOW.end });
  await saveProgress(database, clusterId, { startedAt: HOUR, done: HOURS + 2, total: HOURS + 2 });

  expect(coverage.gaps.slice(0, 2).map(({ reason, end }) => [reason, Date.parse(end)])).toEqual([
    ["beyond_retention", before],
    ["not_collected", HOUR],
  ]);
});

test("pages follow each other without a row lost or shown twice", async () => {
  const whole = await viewer.cost.pods({ ...WINDOW, sort: "cpuCost" });
  const paged = [];
  let cursor: string | null | undefined;
  do {
    const page = await viewer.cost.pods({ ...WINDOW, sort: "cpuCost", limit: 2, ...(cursor && { cursor }) });
    paged.push(...page.rows);
    expect(page.totals).toEqual(whole.totals);
    cursor = page.nextCursor;
  } while (cursor);

  expect(paged).toEqual(whole.rows);
});

test("a cursor of another question is refused", async () => {
  const { nextCursor } = await viewer.cost.pods({ ...WINDOW, limit: 2 });

  const asking = viewer.cost.workloads({ ...WINDOW, limit: 2, cursor: nextCursor ?? "" });

  await expect(asking).rejects.toMatchObject({ cause: { code: "CURSOR_INVALID" } });
});

test("the change against the window before is told", async () => {
  const half = { start: new Date(HOUR + 3 * HOUR_MS).toISOString(), end: WINDOW.end };
  const before = { start: WINDOW.start, end: half.start };
  const { totals } = await viewer.cost.cluster(half);
  const previous = await viewer.cost.cluster(before);

  expect(totals.previousTotalCost).toBe(previous.totals.totalCost);
  expect(parseNano(totals.changeCost)).toBe(
    parseNano(totals.totalCost) - parseNano(previous.totals.totalCost),
  );
});

test("two currencies in one question are refused unless one is chosen", async () => {
  await database.primary.query(
    "insert into cluster (name, source, currency) values ('elsewhere', 'prometheus', 'JPY')",
  );

  const both = viewer.cost.namespaces(WINDOW);

  await expect(both).rejects.toMatchObject({ cause: { code: "MIXED_CURRENCIES" } });
  const one = await viewer.cost.namespaces({ ...WINDOW, currency: "JPY" });
  expect(one).toMatchObject({ currency: "JPY", rows: [] });
  await database.primary.query("delete from cluster where name = 'elsewhere'");
});

test("half of the cost here is on defaults, and the answer says so", async () => {
  const { priceSources } = await viewer.cost.cluster(WINDOW);

  expect(priceSources.default).toBeGreaterThan(0.1);
  expect(priceSources.exporter).toBeGreaterThan(0.1);
  expect((priceSources.default ?? 0) + (priceSources.exporter ?? 0)).toBeCloseTo(1, 4);
});

test("days are cut on the clock of the time zone and still add up", async () => {
  const utc = await viewer.cost.timeseries({ ...WINDOW, step: "day" });
  const tokyo = await viewer.cost.timeseries({ ...WINDOW, step: "day", timeZone: "Asia/Tokyo" });

  expect(tokyo.totals).toEqual(utc.totals);
  expect(tokyo.rows[0]?.start).toMatch(/T15:00:00Z$/);
});

test("metrics tell quantities without money", async () => {
  const nodes = await viewer.metrics.nodes(WINDOW);
  const pods = await viewer.metrics.pods(WINDOW);

  expect(nodes.totals.cpuCapacityCoreHours).toBe(2 * 4 * HOURS);
  expect(pods.totals.cpuRequestCoreHours).toBeCloseTo(nodes.totals.cpuRequestCoreHours, 9);
  expect(Object.keys(pods.rows[0] ?? {}).filter((key) => key.endsWith("Cost"))).toEqual([]);
});

test("a viewer may not read the audit log", async () => {
  const asking = viewer.audit.list({});

  await expect(asking).rejects.toMatchObject({ cause: expect.any(CostError), code: "FORBIDDEN" });
});
