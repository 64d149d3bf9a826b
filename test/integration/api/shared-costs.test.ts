import { formatNano, HOUR_MS, parseNano, splitNano } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  HOUR,
} from "../../support/observations.ts";
import { WINDOW } from "../../support/sample-cluster.ts";
import { sixHoursOfMonth, storeSharedWorld, sumOf } from "../../support/shared-world.ts";
import { storeHours } from "../../support/stored-world.ts";
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
  await storeSharedWorld(database);
  // What is left here costs nothing: it ran, and neither requested nor used anything.
  await storeHours(database, "light", [
    createObservation({
      nodes: [createNode()],
      pods: [
        createPod({
          name: "dns",
          namespace: "kube-system",
          containers: [createContainer({ cpuRequest: 1 })],
        }),
        createPod({ name: "calm", containers: [createContainer()] }),
      ],
    }),
  ]);
});

afterAll(async () => {
  await database.drop();
});

const BUSY = { ...WINDOW, cluster: ["prod", "staging"], limit: 1_000 };
type Rows = Awaited<ReturnType<typeof viewer.cost.namespaces>>["rows"];

/** A column of one cluster's rows by namespace, but `left`, in the database's order of names. */
async function nanoByNamespace(
  rows: Rows,
  column: "totalCost" | "sharedCost" | "idleCost",
  left = "",
): Promise<Map<string, bigint>> {
  const { rows: names } = await database.primary.query<{ name: string }>(
    "select distinct name from namespace order by name",
  );
  const found = names.flatMap(
    ({ name }) => rows.find((row) => row.namespace === name && name !== left) ?? [],
  );
  return new Map(found.map((row) => [row.namespace, parseNano(row[column])]));
}

function ofCluster(rows: Rows, cluster: string): Rows {
  return rows.filter((row) => row.cluster === cluster);
}

describe.each(["prod", "staging"])("in %s", (cluster) => {
  test.each(["weighted", "even"] as const)(
    "a shared namespace is spread %s over the others there",
    async (shareSplit) => {
      const plain = ofCluster((await viewer.cost.namespaces(BUSY)).rows, cluster);
      const answer = await viewer.cost.namespaces({ ...BUSY, shareNamespaces: "kube-system", shareSplit });
      const shared = ofCluster(answer.rows, cluster);

      const own = await nanoByNamespace(plain, "totalCost", "kube-system");
      const cost = sumOf(plain.filter((row) => row.namespace === "kube-system"));
      const weights = [...own.values()].map((nano) => (shareSplit === "even" ? 1n : nano));
      expect(cost).toBeGreaterThan(0n);
      expect([...(await nanoByNamespace(shared, "sharedCost")).values()]).toEqual(splitNano(cost, weights));
      expect([...(await nanoByNamespace(shared, "sharedCost")).keys()]).toEqual([...own.keys()]);
    },
  );

  test("a shared namespace takes its share of idle along, and nobody else's changes", async () => {
    const idle = ofCluster((await viewer.cost.namespaces({ ...BUSY, idle: "share" })).rows, cluster);
    const answer = await viewer.cost.namespaces({ ...BUSY, idle: "share", shareNamespaces: "kube-system" });
    const both = ofCluster(answer.rows, cluster);

    const taken = idle.filter((row) => row.namespace === "kube-system");
    expect(sumOf(taken, "idleCost")).toBeGreaterThan(0n);
    expect(sumOf(both, "sharedCost") - sumOf(taken)).toBe(
      sumOf(
        idle.filter((row) => row.namespace === "__fee__"),
        "sharedCost",
      ),
    );
    expect(await nanoByNamespace(both, "idleCost")).toEqual(
      await nanoByNamespace(idle, "idleCost", "kube-system"),
    );
  });

  test("the fee stands for itself until it is asked to be shared", async () => {
    const shown = await viewer.cost.namespaces({
      ...BUSY,
      cluster,
      idle: "show",
      shareNamespaces: "kube-system",
    });
    const shared = await viewer.cost.namespaces({ ...BUSY, cluster, idle: "show", shareFee: true });

    const fee = shown.rows.find((row) => row.namespace === "__fee__");
    expect(parseNano(fee?.sharedCost ?? "0")).toBeGreaterThan(0n);
    expect(shared.rows.map((row) => row.namespace)).not.toContain("__fee__");
    expect(sumOf(shared.rows, "sharedCost")).toBe(parseNano(fee?.sharedCost ?? "0"));
    expect(shared.totals.totalCost).toBe(shown.totals.totalCost);
  });
});

test("pods that serve all by their label leave their workloads, whatever their namespace", async () => {
  const question = { ...BUSY, cluster: "prod" };
  const plain = await viewer.cost.workloads(question);
  const shared = await viewer.cost.workloads({ ...question, shareLabels: { team: ["platform", "nobody"] } });

  const gate = plain.rows.filter((row) => row.controller === "gate");
  expect(gate).toHaveLength(1);
  expect(shared.rows.map((row) => row.controller)).not.toContain("gate");
  expect(sumOf(shared.rows, "sharedCost")).toBe(sumOf(gate));
});

test("namespaces and labels share what bears any of them, once", async () => {
  const question = { ...BUSY, cluster: "prod" };
  const { rows } = await viewer.cost.pods(question);
  const shared = await viewer.cost.pods({
    ...question,
    shareNamespaces: ["kube-system", "shop"],
    shareLabels: { team: ["platform", "red"] },
  });

  const serving = rows.filter(
    (row) => ["kube-system", "shop"].includes(row.namespace) || row.pod === "pod-1",
  );
  expect(sumOf(shared.rows, "sharedCost")).toBe(sumOf(serving));
  expect(shared.rows).toHaveLength(rows.length - serving.length);
});

test("an amount a month is spread over the rows of all clusters, by what each of them cost", async () => {
  const plain = await viewer.cost.allocation({ ...BUSY, aggregate: "namespace" });
  const paid = await viewer.cost.allocation({ ...BUSY, aggregate: "namespace", shareMonthly: "250.00" });
  const withNames = (rows: typeof plain.rows): Rows =>
    rows.map((row) => ({ ...row, cluster: "", namespace: row.namespace ?? "" }));

  const own = await nanoByNamespace(withNames(plain.rows), "totalCost");
  const shares = await nanoByNamespace(withNames(paid.rows), "sharedCost");
  expect([...shares.values()]).toEqual(splitNano(sixHoursOfMonth("250.00"), [...own.values()]));
});

test("an amount a month is spread evenly over rows, on however many clusters each of them stands", async () => {
  const question = { ...BUSY, aggregate: "controllerKind" as const, shareSplit: "even" as const };
  const { rows } = await viewer.cost.allocation({ ...question, shareMonthly: "720" });

  const parts = splitNano(
    6_000_000_000n,
    rows.map(() => 1n),
  );
  expect(rows.map((row) => row.sharedCost).toSorted()).toEqual(parts.map(formatNano).toSorted());
});

test("what nobody is left to bear stands as __shared__, in each cluster its own", async () => {
  const shareNamespaces = ["shop", "search", "batch", "kube-system", "__unmounted__"];
  const plain = await viewer.cost.namespaces(BUSY);
  const shared = await viewer.cost.namespaces({ ...BUSY, shareNamespaces, shareMonthly: "720" });

  const left = shared.rows.map(({ cluster, namespace, sharedCost, totalCost }) => [
    cluster,
    namespace,
    sharedCost,
    totalCost,
  ]);
  const costOf = (cluster: string): bigint => sumOf(ofCluster(plain.rows, cluster));
  expect(left).toHaveLength(3);
  expect(ofCluster(shared.rows, "prod").map((row) => [row.namespace, parseNano(row.sharedCost)])).toEqual([
    ["__shared__", costOf("prod")],
  ]);
  expect(ofCluster(shared.rows, "staging").map((row) => [row.namespace, parseNano(row.sharedCost)])).toEqual([
    ["__shared__", costOf("staging")],
  ]);
  expect(left).toContainEqual(["__unallocated__", "__shared__", "6.000000000", "6.000000000"]);
});

test("rows that cost nothing bear nothing by weight, and all of it evenly", async () => {
  const question = { ...BUSY, cluster: "light", shareNamespaces: "kube-system" };
  const weighted = await viewer.cost.namespaces(question);
  const even = await viewer.cost.namespaces({ ...question, shareSplit: "even" });

  expect(weighted.rows.map((row) => [row.namespace, row.sharedCost])).toEqual([
    ["__shared__", "0.040000000"],
    ["shop", "0.000000000"],
  ]);
  expect(even.rows.map((row) => [row.namespace, row.sharedCost])).toEqual([["shop", "0.040000000"]]);
});

test("a namespace that does not exist shares nothing", async () => {
  const plain = await viewer.cost.namespaces({ ...BUSY, idle: "share" });
  const shared = await viewer.cost.namespaces({ ...BUSY, idle: "share", shareNamespaces: "nowhere" });

  expect(shared).toEqual(plain);
});

test("an amount a month of no cluster is there, and nobody's", async () => {
  const question = { ...WINDOW, cluster: "nowhere", shareMonthly: "720" };
  const { rows, totals } = await viewer.cost.namespaces(question);
  const byCluster = await viewer.cost.allocation({ ...question, aggregate: "cluster" });

  expect(rows.map((row) => [row.cluster, row.namespace])).toEqual([["__unallocated__", "__shared__"]]);
  expect(totals.sharedCost).toBe("6.000000000");
  expect(byCluster.rows.map((row) => row.cluster)).toEqual(["__shared__"]);
});

test("hours that are not due yet bear nothing of an amount a month", async () => {
  const now = HOUR + 3 * HOUR_MS + 15 * 60_000;
  const early = callAs(
    "viewer",
    createTestServices(database, () => now),
  );

  const { totals } = await early.cost.namespaces({ ...BUSY, shareMonthly: "720" });

  expect(totals.sharedCost).toBe("3.000000000");
});

test("sharing changes nothing in who priced the answer, and an amount a month is a custom price", async () => {
  const { priceSources: shown } = await viewer.cost.namespaces({ ...BUSY, idle: "show" });
  const { priceSources: idle } = await viewer.cost.namespaces({ ...BUSY, idle: "share" });
  const { priceSources: all } = await viewer.cost.namespaces({
    ...BUSY,
    idle: "share",
    shareNamespaces: ["kube-system", "shop"],
    shareFee: true,
  });
  const paid = await viewer.cost.namespaces({ ...BUSY, shareMonthly: "720" });

  expect(shown.exporter).toBeGreaterThan(0);
  expect(shown.default).toBeGreaterThan(0);
  expect([idle, all]).toEqual([shown, shown]);
  expect(paid.priceSources.custom).toBeCloseTo(6 / Number(paid.totals.totalCost), 6);
});

test("a cursor is good for what was shared, and no other question", async () => {
  const question = { ...BUSY, limit: 1, shareNamespaces: "kube-system" };
  const { nextCursor } = await viewer.cost.namespaces(question);

  const other = viewer.cost.namespaces({ ...question, shareNamespaces: "shop", cursor: nextCursor ?? "" });

  await expect(other).rejects.toMatchObject({ cause: { code: "CURSOR_INVALID" } });
});

test("an amount that no total could hold is refused by its name, with what it comes to", async () => {
  const window = { start: "2024-01-01T00:00:00Z", end: "2026-11-01T00:00:00Z" };

  const asked = viewer.cost.namespaces({ ...window, shareMonthly: "999999999" });

  await expect(asked).rejects.toMatchObject({
    cause: { code: "VALIDATION_FAILED", details: [{ field: "shareMonthly" }] },
  });
});
