import { formatInstant, HOUR_MS, parseNano } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HOUR } from "../../support/observations.ts";
import { HOURS, sampleHour, WINDOW } from "../../support/sample-cluster.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

let database: TestDatabase;
let admin: ReturnType<typeof callAs>;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = callAs(
    "admin",
    createTestServices(database, () => HOUR + 24 * HOUR_MS),
  );
  await storeHours(database, "prod", hoursFrom(HOUR, HOURS).map(sampleHour));
});

afterAll(async () => {
  await database.drop();
});

test("each hour closes, and both sides are what the cluster cost", async () => {
  const { rows, totals } = await admin.cost.reconcile(WINDOW);
  const cluster = await admin.cost.cluster(WINDOW);

  expect(rows).toHaveLength(HOURS);
  expect(rows.filter((row) => !row.closes || row.differenceCost !== "0.000000000")).toEqual([]);
  expect(totals.assetCost).toBe(cluster.totals.assetCost);
  expect(rows[0]).toMatchObject({
    cluster: "prod",
    hour: formatInstant(HOUR),
    version: 1,
    priceBook: "round@1",
  });
  expect(rows[2]?.coverage).toBe(0.75);
});

test("hours come page by page, the oldest first", async () => {
  const first = await admin.cost.reconcile({ ...WINDOW, limit: 4 });
  const second = await admin.cost.reconcile({ ...WINDOW, limit: 4, cursor: first.nextCursor ?? "" });

  expect([...first.rows, ...second.rows]).toEqual((await admin.cost.reconcile(WINDOW)).rows);
  expect(second.nextCursor).toBeNull();
});

test("assets are all that the cluster cost, with their sizes and the sources of their prices", async () => {
  const { rows, totals, priceSources } = await admin.cost.assets(WINDOW);
  const cluster = await admin.cost.cluster(WINDOW);

  expect(totals.totalCost).toBe(cluster.totals.assetCost);
  expect(rows.reduce((sum, row) => sum + parseNano(row.totalCost), 0n)).toBe(parseNano(totals.totalCost));
  expect(rows.map((row) => row.kind).toSorted()).toEqual(["fee", "loadBalancer", "node", "node", "volume"]);
  expect(rows.find((row) => row.name === "node-1")).toMatchObject({ quantity: HOURS, unit: "hours" });
  expect(rows.find((row) => row.kind === "volume")).toMatchObject({
    quantity: 60 * HOURS,
    unit: "GiB-hours",
    type: "standard",
  });
  expect(priceSources).toEqual(cluster.priceSources);
});

test("assets of some kinds, page by page", async () => {
  const nodes = await admin.cost.assets({ ...WINDOW, kind: "node" });
  const first = await admin.cost.assets({ ...WINDOW, kind: ["node", "fee"], limit: 2 });
  const rest = await admin.cost.assets({
    ...WINDOW,
    kind: ["node", "fee"],
    limit: 2,
    cursor: first.nextCursor ?? "",
  });

  expect(nodes.rows).toHaveLength(2);
  expect(first.rows.length + rest.rows.length).toBe(3);
  expect(rest.nextCursor).toBeNull();
});

test("a figure that somebody changed in the database shows as a difference", async () => {
  await database.primary.query(
    `update namespace_hour set cpu_nano = cpu_nano + 7 where hour = $1
       and namespace_id = (select min(namespace_id) from namespace_hour where hour = $1)`,
    [new Date(HOUR + HOUR_MS)],
  );

  const { rows, totals } = await admin.cost.reconcile(WINDOW);

  expect(rows.filter((row) => !row.closes)).toMatchObject([
    { hour: formatInstant(HOUR + HOUR_MS), differenceCost: "-0.000000007" },
  ]);
  expect(totals.differenceCost).toBe("-0.000000007");
});
