import { HOUR_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  everyMinute,
  HOUR,
  minutesBetween,
} from "../../support/observations.ts";
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
  const cpuUsage = everyMinute(0.1).fill(Number.NaN, 0, 15);
  await storeHours(database, "prod", [
    createObservation({
      nodes: [createNode()],
      pods: [createPod({ containers: [createContainer({ cpuRequest: 1, cpuUsage })] })],
      seenByKind: {
        gpu: everyMinute(1),
        volume: minutesBetween(0, 30),
        network: everyMinute(0),
        loadBalancer: everyMinute(1),
      },
    }),
  ]);
});

afterAll(async () => {
  await database.drop();
});

test("coverage tells of each kind how much of it was measured, and what nobody measures", async () => {
  const window = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + HOUR_MS).toISOString() };

  const { coverage, totals } = await viewer.cost.namespaces(window);

  expect(totals.networkCost).toBe("0.000000000");
  expect(coverage).toEqual({
    ratio: 1,
    gaps: [],
    kinds: { cpu: 0.75, ram: 1, gpu: 1, volume: 0.5, network: 0, loadBalancer: 1 },
  });
});

test("an hour that is missing counts as not measured", async () => {
  const window = {
    start: new Date(HOUR - HOUR_MS).toISOString(),
    end: new Date(HOUR + HOUR_MS).toISOString(),
  };

  const { coverage } = await viewer.cost.namespaces(window);

  expect(coverage.kinds).toMatchObject({ cpu: 0.75, gpu: 0.5, network: 0 });
});

test("prices tell what the things of the newest hour are priced at, by which rule", async () => {
  const { clusters, rows } = await viewer.clusters.prices();

  expect(clusters).toMatchObject([{ cluster: "prod", currency: "EUR", priceBook: "round@1" }]);
  expect(rows).toEqual([
    {
      cluster: "prod",
      kind: "node",
      namespace: "",
      name: "node-1",
      part: "cpu",
      price: "0.040000000000",
      unit: "core-hour",
      priceSource: "default",
      rule: "default",
    },
    expect.objectContaining({ part: "ram", price: "0.010000000000", unit: "GiB-hour" }),
  ]);
});
