import { type AggregateKey, HOUR_MS, parseNano } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNode, HOUR } from "../../support/observations.ts";
import { HOURS, sampleHour, WINDOW } from "../../support/sample-cluster.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

let database: TestDatabase;
let viewer: ReturnType<typeof callAs>;

beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => HOUR + 24 * HOUR_MS),
  );
  // A node on which nothing runs, and one with GPUs that nobody takes anywhere in the cluster.
  const withEmptyNode = hoursFrom(HOUR, HOURS).map((hour) => {
    const sample = sampleHour(hour);
    const { seenMinutes, unobservedMinutes } = sample.nodes[0] ?? createNode();
    const empty = createNode({ name: "node-3", gpus: 2, seenMinutes, unobservedMinutes });
    return { ...sample, nodes: [...sample.nodes, empty] };
  });
  await storeHours(database, "prod", withEmptyNode);
  await storeHours(database, "staging", hoursFrom(HOUR, 2).map(sampleHour));
});

afterAll(async () => {
  await database.drop();
});

function sumOf(rows: readonly { totalCost: string }[]): bigint {
  return rows.reduce((sum, row) => sum + parseNano(row.totalCost), 0n);
}

const AGGREGATES: AggregateKey[][] = [
  ["namespace"],
  ["cluster", "node"],
  ["label:team"],
  ["cluster", "namespace", "controller", "pod"],
  ["container", "controllerKind"],
];

describe.each(AGGREGATES.map((aggregate) => ({ aggregate })))("by $aggregate", ({ aggregate }) => {
  test.each([
    { idle: "show" as const },
    { idle: "share" as const, idleBy: "node" as const },
    { idle: "share" as const, idleBy: "cluster" as const },
    { idle: "share" as const, idleBy: "node" as const, share: "even" as const },
    { idle: "share" as const, idleBy: "cluster" as const, share: "even" as const },
  ])("$idle $idleBy $share: the rows add up to the assets, to the nano", async (view) => {
    const { rows, totals } = await viewer.cost.allocation({ ...WINDOW, aggregate, ...view, limit: 1_000 });
    const clusters = await viewer.cost.cluster(WINDOW);

    expect(sumOf(rows)).toBe(parseNano(clusters.totals.assetCost));
    expect(totals.totalCost).toBe(clusters.totals.assetCost);
    expect(rows.filter((row) => parseNano(row.idleCost) < 0n)).toEqual([]);
  });

  test("pages of shared rows are the rows of one big page", async () => {
    const question = { ...WINDOW, aggregate, idle: "share" as const, sort: "-idleCost" as const };
    const whole = await viewer.cost.allocation({ ...question, limit: 1_000 });

    const paged: unknown[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await viewer.cost.allocation({ ...question, limit: 2, ...(cursor && { cursor }) });
      paged.push(...page.rows);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole.rows);
  });
});

test("idle by weight goes to who took of its node, part by part", async () => {
  const question = { ...WINDOW, cluster: "staging", limit: 1_000 };
  const plain = await viewer.cost.allocation({ ...question, aggregate: ["node", "pod"] });
  const shared = await viewer.cost.allocation({ ...question, aggregate: ["node", "pod"], idle: "share" });
  const { rows: nodes } = await viewer.cost.nodes(question);

  for (const node of nodes) {
    const own = plain.rows.filter((row) => row.node === node.node && parseNano(row.cpuCost) > 0n);
    const weight = (row: (typeof own)[number], part: "cpuCost" | "ramCost"): number =>
      Number(row[part]) / own.reduce((sum, each) => sum + Number(each[part]), 0);
    // CPU and RAM are shared apart: a row's part of both lies between its parts of each.
    for (const row of own) {
      const found = shared.rows.find((each) => each.pod === row.pod && each.node === row.node);
      const part = Number(found?.idleCost) / Number(node.idleCost);
      const bounds = [weight(row, "cpuCost"), weight(row, "ramCost")].toSorted((a, b) => a - b);
      expect(part).toBeGreaterThanOrEqual((bounds[0] ?? 0) - 1e-6);
      expect(part).toBeLessThanOrEqual((bounds[1] ?? 0) + 1e-6);
    }
  }
});

test("what a filter picks stands there with the figures that it has among all", async () => {
  const question = { ...WINDOW, aggregate: ["namespace" as const], idle: "share" as const };
  const all = await viewer.cost.allocation(question);
  const filtered = await viewer.cost.allocation({ ...question, namespace: "shop" });

  expect(filtered.rows).toEqual(all.rows.filter((row) => row.namespace === "shop"));
});

test("idle that nobody can be asked to share stays idle", async () => {
  const { rows } = await viewer.cost.allocation({ ...WINDOW, idle: "share" });

  // Two GPUs for six hours, less the quarter of an hour that nobody saw, at 2 an hour.
  expect(rows.find((row) => row.namespace === "__idle__")?.totalCost).toBe("23.000000000");
});

test("a label's values, with what lacks it, add up", async () => {
  const { rows } = await viewer.cost.labels({ ...WINDOW, name: "team" });
  const { totals } = await viewer.cost.namespaces(WINDOW);

  expect(rows.map((row) => row.value).toSorted()).toEqual(["__unallocated__", "blue", "red"]);
  expect(sumOf(rows)).toBe(parseNano(totals.totalCost));
});
