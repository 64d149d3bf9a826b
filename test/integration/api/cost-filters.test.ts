import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HOUR } from "../../support/observations.ts";
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
  await storeHours(database, "prod", hoursFrom(HOUR, HOURS).map(sampleHour));
});

afterAll(async () => {
  await database.drop();
});

test.each([
  { filter: { namespace: "shop" }, pods: ["pod-0", "pod-3"] },
  { filter: { namespace: ["shop", "batch"] }, pods: ["pod-0", "pod-2", "pod-3", "pod-5"] },
  { filter: { node: "node-1" }, pods: ["pod-0", "pod-1", "pod-2"] },
  { filter: { controller: "app-1" }, pods: ["pod-1", "pod-5"] },
  { filter: { controllerKind: "Deployment", pod: "pod-4" }, pods: ["pod-4"] },
  { filter: { label: { team: "red" } }, pods: ["pod-0", "pod-1"] },
  { filter: { label: { team: ["red", "blue"] }, namespace: "search" }, pods: ["pod-1", "pod-4"] },
  { filter: { namespace: "search", pod: "pod-0" }, pods: [] },
  { filter: { namespace: "batch", controller: "app-1" }, pods: ["pod-5"] },
  { filter: { namespace: "shop", node: "node-1" }, pods: ["pod-0"] },
  { filter: { cluster: "nowhere" }, pods: [] },
])("the filter $filter finds $pods", async ({ filter, pods }) => {
  const { rows } = await viewer.cost.pods({ ...WINDOW, ...filter });

  const found = rows.map((row) => row.pod).filter((pod) => pod.startsWith("pod-"));
  expect(found.toSorted()).toEqual(pods);
});

test.each([
  [["controllerKind", "controller"]],
  [["namespace", "node"]],
  [["namespace", "pod"]],
  [["pod", "container"]],
  [["label:team"]],
  [["label:team", "controller"]],
] as const)(
  "each row by %j can be asked about by its own names, also where it has none",
  async ([...aggregate]) => {
    const { rows } = await viewer.cost.allocation({ ...WINDOW, aggregate });
    expect(JSON.stringify(rows)).toContain("__unallocated__");

    for (const row of rows) {
      const { namespace, node, controllerKind, controller, pod, container, labels: label } = row;
      const filter = { namespace, node, controllerKind, controller, pod, container, label };
      const asked = await viewer.cost.allocation({ ...WINDOW, ...filter, aggregate });
      const explained = await viewer.cost.explain({ ...WINDOW, ...filter });
      const found = { filter, totals: asked.totals.totalCost, explained: explained.totalCost };
      expect(found).toEqual({ filter, totals: row.totalCost, explained: row.totalCost });
    }
  },
);

test("filters give the same total whichever table answers", async () => {
  const filter = { ...WINDOW, namespace: "shop" };
  const answers = await Promise.all([
    viewer.cost.namespaces(filter),
    viewer.cost.workloads(filter),
    viewer.cost.pods(filter),
    viewer.cost.timeseries(filter),
  ]);

  expect(new Set(answers.map((answer) => answer.totals.totalCost)).size).toBe(1);
});

test("clusters and nodes take the plain filters too", async () => {
  const narrowed = { ...WINDOW, namespace: "shop" };
  const namespaces = await viewer.cost.namespaces(narrowed);
  const clusters = await viewer.cost.cluster(narrowed);
  const nodes = await viewer.cost.nodes(narrowed);
  const metrics = await viewer.metrics.nodes(narrowed);

  expect(clusters.totals.totalCost).toBe(namespaces.totals.totalCost);
  expect(nodes.totals).toMatchObject({
    cpuCost: namespaces.totals.cpuCost,
    ramCost: namespaces.totals.ramCost,
    idleCost: "0.000000000",
  });
  expect(metrics.totals.cpuRequestCoreHours).toBeCloseTo(namespaces.totals.cpuRequestCoreHours, 9);
  expect(metrics.totals.cpuCapacityCoreHours).toBe(2 * 4 * HOURS);
});

test("a cluster narrowed to a node is that node", async () => {
  const clusters = await viewer.cost.cluster({ ...WINDOW, node: "node-2" });
  const nodes = await viewer.cost.nodes({ ...WINDOW, node: "node-2" });

  expect(clusters.totals.assetCost).toBe(nodes.totals.totalCost);
  expect(nodes.rows.map((row) => row.node)).toEqual(["node-2"]);
});
