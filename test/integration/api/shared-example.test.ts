import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createContainer,
  createFee,
  createNode,
  createObservation,
  createPod,
  HOUR,
} from "../../support/observations.ts";
import { storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";
import { readExamples } from "../../unit/domain/numbers/document.ts";

let database: TestDatabase;
let viewer: ReturnType<typeof callAs>;

beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => HOUR + 24 * HOUR_MS),
  );
});

afterAll(async () => {
  await database.drop();
});

const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + HOUR_MS).toISOString() };

test("the example of docs/numbers.md comes out of the store as it is written there", async () => {
  const example = readExamples().find(({ name }) => name === "idle, and then a namespace that serves all");
  const given = (label: string): number => Number(example?.given.get(label));
  const price = { perCpuCoreHour: given("price of a core-hour") };
  const pods = ["kube-system", "search", "shop"].map((namespace) =>
    createPod({
      namespace,
      name: namespace,
      containers: [createContainer({ cpuRequest: given(`${namespace} requests, cores`) })],
    }),
  );
  const nodes = [createNode({ cpuCores: given("the node's cores"), ramGib: 0, price })];
  const fee = createFee({ perHour: given("fee for an hour") });
  await storeHours(database, "prod", [createObservation({ nodes, pods, fee })]);

  const idle = await viewer.cost.namespaces({ ...WINDOW, idle: "share" });
  const question = { ...WINDOW, idle: "share" as const, shareNamespaces: "kube-system", shareFee: true };
  const shared = await viewer.cost.namespaces(question);

  const [search, shop] = ["search", "shop"].map((name) => shared.rows.find((row) => row.namespace === name));
  expect({
    "idle of kube-system": idle.rows.find((row) => row.namespace === "kube-system")?.idleCost,
    "idle of search": search?.idleCost,
    "idle of shop": shop?.idleCost,
    "shared: kube-system with its idle, and the fee": shared.totals.sharedCost,
    "shared cost of search": search?.sharedCost,
    "shared cost of shop": shop?.sharedCost,
    "total of search": search?.totalCost,
    "total of shop": shop?.totalCost,
    "all rows": shared.totals.totalCost,
  }).toEqual(example?.computed);
  expect(shared.rows.map((row) => row.namespace).toSorted()).toEqual(["__unobserved__", "search", "shop"]);
});
