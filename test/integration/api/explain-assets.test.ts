import { type AssetLine, type AssetRow, HOUR_MS, parseNano } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createLoadBalancer,
  createNode,
  createObservation,
  createTraffic,
  gib,
  HOUR,
} from "../../support/observations.ts";
import { HOURS, sampleHour, WINDOW } from "../../support/sample-cluster.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

const DEARER_FROM = HOUR + 3 * HOUR_MS;

let database: TestDatabase;
let viewer: ReturnType<typeof callAs>;

beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => HOUR + 24 * HOUR_MS),
  );
  const network = [createTraffic({ pod: "pod-0", podUid: "uid-pod-0", internetBytes: gib(1) })];
  await storeHours(
    database,
    "prod",
    hoursFrom(HOUR, HOURS).map((hour) => {
      const { nodes, ...rest } = sampleHour(hour);
      const price = { perCpuCoreHour: hour < DEARER_FROM ? 0.031 : 0.037, perRamGibHour: 0.0041 };
      return {
        ...rest,
        network,
        nodes: nodes.map((node) =>
          node.name === "node-1" ? { ...node, spans: node.spans.map((span) => ({ ...span, price })) } : node,
        ),
      };
    }),
  );
});

afterAll(async () => {
  await database.drop();
});

type Money = "cost" | "allocatedCost" | "idleCost" | "unobservedCost";

function sum(lines: readonly AssetLine[], of: Money): bigint {
  return lines.reduce((so, line) => so + parseNano(line[of]), 0n);
}

function isOf(row: AssetRow, line: AssetLine): boolean {
  return (["kind", "cluster", "namespace", "name", "providerId", "type", "pool"] as const).every(
    (key) => row[key] === line[key],
  );
}

test("the lines of each asset add up to what it cost, was idle and was not observed", async () => {
  const { lines, condensed } = await viewer.cost.explainAssets(WINDOW);
  const { rows } = await viewer.cost.assets(WINDOW);

  expect(condensed).toBe(false);
  expect(new Set(rows.map(({ kind }) => kind)).size).toBe(5);
  for (const row of rows) {
    const own = lines.filter((line) => isOf(row, line));
    expect([sum(own, "cost"), sum(own, "idleCost"), sum(own, "unobservedCost")]).toEqual(
      [row.totalCost, row.idleCost, row.unobservedCost].map(parseNano),
    );
  }
});

test("the lines and their totals are both sides of the hours, as they are reconciled", async () => {
  const { lines, totals } = await viewer.cost.explainAssets(WINDOW);
  const reconciled = await viewer.cost.reconcile(WINDOW);

  const { assetCost, allocatedCost, idleCost, unobservedCost } = reconciled.totals;
  expect(totals).toEqual({ cost: assetCost, allocatedCost, idleCost, unobservedCost });
  for (const money of ["cost", "allocatedCost", "idleCost", "unobservedCost"] as const)
    expect(sum(lines, money)).toBe(parseNano(totals[money]));
});

test("a line is one price, with its rule and the hours in which it was in force", async () => {
  const { lines } = await viewer.cost.explainAssets({ ...WINDOW, name: "node-1" });

  const cpu = lines.filter(({ part }) => part === "cpu");
  const change = new Date(DEARER_FROM).toISOString().replace(".000", "");
  expect(cpu.map(({ price, rule, start, end }) => ({ price, rule, start, end }))).toMatchObject([
    { price: "0.037000000000", rule: "exporter", start: change },
    { price: "0.031000000000", rule: "exporter", end: change },
  ]);
  for (const { quantity, price, cost } of cpu) expect(quantity * Number(price)).toBeCloseTo(Number(cost), 7);
});

test("kinds and names narrow it", async () => {
  const { lines } = await viewer.cost.explainAssets({ ...WINDOW, kind: ["volume", "fee"] });
  const named = await viewer.cost.explainAssets({ ...WINDOW, name: ["web"] });

  expect(new Map(lines.map(({ kind, unit }) => [kind, unit]))).toEqual(
    new Map([
      ["fee", "hours"],
      ["volume", "GiB-hours"],
    ]),
  );
  expect(named.lines.map(({ kind, namespace, name }) => [kind, namespace, name])).toEqual([
    ["loadBalancer", "shop", "web"],
  ]);
});

describe("of more assets or prices than there are lines", () => {
  const NODES = 280;

  beforeAll(async () => {
    const each = Array.from({ length: NODES }, (_, index) => ({
      name: `wide-${index}`,
      price: { perCpuCoreHour: 0.01 + index / 10_000, perRamGibHour: 0.001 + index / 100_000 },
    }));
    const alike = each.map(({ name }) => createNode({ name }));
    await storeHours(database, "wide", [createObservation({ nodes: alike })]);
    await storeHours(database, "priced", [createObservation({ nodes: each.map(createNode) })]);
  });

  test("it is refused, unless lines of one price may be added up", async () => {
    const wide = { ...WINDOW, cluster: "wide" };

    await expect(viewer.cost.explainAssets(wide)).rejects.toThrow(/more than 500 lines/);
    const { condensed, lines, totals } = await viewer.cost.explainAssets({ ...wide, condense: true });

    expect(condensed).toBe(true);
    expect(lines.map(({ part, name, things }) => [part, name, things])).toEqual([
      ["cpu", "", NODES],
      ["ram", "", NODES],
    ]);
    expect(totals.cost).toBe((await viewer.cost.assets(wide)).totals.totalCost);
  });

  test("where the prices themselves are too many, they are added up too", async () => {
    const priced = { ...WINDOW, cluster: "priced", condense: true };
    const { lines, totals } = await viewer.cost.explainAssets(priced);

    expect(lines.map(({ part, price, rule, things }) => ({ part, price, rule, things }))).toEqual([
      { part: "cpu", price: null, rule: "several prices", things: NODES },
      { part: "ram", price: null, rule: "several prices", things: NODES },
    ]);
    expect(sum(lines, "cost")).toBe(parseNano(totals.cost));
    expect(totals.cost).toBe((await viewer.cost.assets({ ...WINDOW, cluster: "priced" })).totals.totalCost);
  });
});

test("assets of the same name and cost come in the order of their namespaces", async () => {
  const namespaces = ["team-c", "team-a", "team-d", "team-b"];
  const balancers = namespaces.map((namespace) => createLoadBalancer({ namespace, perHour: 0.1 }));
  // They become known one by one, in another order.
  const before = balancers.map((balancer, index) =>
    createObservation({ hour: HOUR - (balancers.length - index) * HOUR_MS, loadBalancers: [balancer] }),
  );
  await storeHours(database, "gateways", [...before, createObservation({ loadBalancers: balancers })]);

  const { lines } = await viewer.cost.explainAssets({ ...WINDOW, cluster: "gateways" });
  expect(lines.map(({ namespace }) => namespace)).toEqual(namespaces.toSorted());
});
