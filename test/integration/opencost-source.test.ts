import { HOUR_MS, parseNano } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { collectHour } from "../../server/src/collector/collect-hour.ts";
import { DEFAULT_PRICE_BOOK } from "../../server/src/domain/prices/price-book.ts";
import { createOpenCostSource } from "../../server/src/sources/opencost/opencost-source.ts";
import { registerCluster } from "../../server/src/store/collecting/collection.ts";
import { envelope, type FakeOpenCost, fakeOpenCost } from "../support/opencost/fake-opencost.ts";
import {
  type Answers,
  answersFor,
  RECORDED_DAY,
  type RecordedRow,
  smallRecording,
  windowOf,
} from "../support/opencost/recorded-opencost.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { callAs, createTestServices } from "../support/test-services.ts";

const HOURS = 3;
const START = RECORDED_DAY + 17 * HOUR_MS;
/** The job of the recording runs within it. */
const JOB_HOUR = START + HOUR_MS;
const END = START + HOURS * HOUR_MS;
const NOW = END + 12 * HOUR_MS;
const WINDOW = { start: new Date(START).toISOString(), end: new Date(END).toISOString() };
const NEVER = new AbortController().signal;

let database: TestDatabase;
let server: FakeOpenCost;
let admin: ReturnType<typeof callAs>;

beforeAll(async () => {
  server = await fakeOpenCost((question) => {
    const { allocations, assets } = withMovedPod(answersFor(smallRecording(), windowOf(question)));
    return question.path === "/assets" ? envelope(assets) : envelope([allocations]);
  });
  database = await createTestDatabase();
  admin = callAs(
    "admin",
    createTestServices(database, () => NOW),
  );
  await collectAll();
});

afterAll(async () => {
  await database.drop();
  await server[Symbol.asyncDispose]();
});

async function collectAll(): Promise<void> {
  const source = createOpenCostSource({ url: server.url, now: () => NOW });
  const { currency } = DEFAULT_PRICE_BOOK;
  const clusterId = await registerCluster(database, { name: "prod", source: source.kind, currency });
  const cluster = {
    clusterId,
    name: "prod",
    source,
    priceBook: DEFAULT_PRICE_BOOK,
    database,
    now: () => NOW,
  };
  for (let hour = START; hour < END; hour += HOUR_MS) await collectHour(cluster, hour, NEVER);
}

function isDatabase({ properties }: RecordedRow): boolean {
  return properties["container"] === "prometheus";
}

/** The database pod is on two nodes under one name and without a uid: it moved within each hour. */
function withMovedPod({ allocations, assets }: Answers): Answers {
  const moved = Object.values(allocations)
    .filter(isDatabase)
    .map((row): [string, RecordedRow] => {
      const node = "ip-10-0-0-13.eu-west-1.compute.internal";
      return [`moved/${node}`, { ...row, name: "moved", properties: { ...row.properties, node } }];
    });
  return { allocations: { ...allocations, ...Object.fromEntries(moved) }, assets };
}

function hourWindow(start: number): { start: string; end: string } {
  return { start: new Date(start).toISOString(), end: new Date(start + HOUR_MS).toISOString() };
}

test("hours from OpenCost add up, each to the nano", async () => {
  const { rows } = await admin.cost.reconcile(WINDOW);

  expect(rows).toHaveLength(HOURS);
  expect(rows.filter((row) => !row.closes)).toEqual([]);
  expect(rows.map((row) => row.coverage)).toEqual([1, 1, 1]);
});

test("a namespace costs its quantities at the prices that OpenCost reports", async () => {
  const { rows, priceSources } = await admin.cost.namespaces(WINDOW);

  const ml = rows.find((row) => row.namespace === "ml");
  expect(ml).toMatchObject({ cpuCoreHours: 9, ramGibHours: 24, gpuHours: 3 });
  expect(ml?.cpuCost).toBe("0.284400000");
  expect(ml?.ramCost).toBe("0.100800000");
  expect(ml?.gpuCost).toBe("2.850000000");
  expect(priceSources).toEqual({ exporter: 1 });
});

test("the load balancer costs its hours, and a volume its own, not what OpenCost bills for them", async () => {
  const { rows } = await admin.cost.namespaces(WINDOW);

  const costOf = (namespace: string, kind: "loadBalancerCost" | "volumeCost"): number =>
    Number(rows.find((row) => row.namespace === namespace)?.[kind]);
  expect(costOf("payments", "loadBalancerCost")).toBe(0.075);
  expect(costOf("monitoring", "volumeCost") / (50 * HOURS * 0.00005479452)).toBeCloseTo(1, 3);
  expect(costOf("staging", "volumeCost") / (100 * HOURS * 0.00005479452)).toBeCloseTo(1, 3);
});

test("a pod that is on two nodes under one name is billed on both", async () => {
  const { rows } = await admin.cost.allocation({
    ...WINDOW,
    aggregate: ["node", "pod"],
    namespace: "monitoring",
  });

  const nodes = rows.filter((row) => row.pod === "prometheus-0" && Number(row.cpuCost) > 0);
  expect(nodes.map((row) => row.node)).toEqual([
    "ip-10-0-0-13.eu-west-1.compute.internal",
    "ip-10-0-0-7.eu-west-1.compute.internal",
  ]);
});

test("workloads have the kinds that Kubernetes has", async () => {
  const { rows } = await admin.cost.workloads(WINDOW);

  expect(rows.map((row) => `${row.controllerKind}/${row.controller}`)).toEqual(
    expect.arrayContaining([
      "CronJob/nightly",
      "DaemonSet/node-agent",
      "Deployment/api",
      "StatefulSet/prometheus",
    ]),
  );
});

test("a job costs in its own hours alone", async () => {
  const before = await admin.cost.namespaces({ ...hourWindow(START), namespace: "batch" });
  const within = await admin.cost.namespaces({ ...hourWindow(JOB_HOUR), namespace: "batch" });

  expect(before.rows).toEqual([]);
  expect(parseNano(within.rows[0]?.totalCost ?? "0")).toBeGreaterThan(0n);
});

test("what OpenCost measures counts as measured, and an answer anew changes nothing", async () => {
  const before = await admin.cost.cluster(WINDOW);

  await collectAll();
  const after = await admin.cost.cluster(WINDOW);

  expect(before.coverage.kinds).toMatchObject({ volume: 1, network: 1, loadBalancer: 1 });
  expect(after.dataVersion).toBe(before.dataVersion);
});
