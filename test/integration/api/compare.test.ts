import { HOUR_MS, parseNano } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  HOUR,
} from "../../support/observations.ts";
import { storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

let database: TestDatabase;
let viewer: ReturnType<typeof callAs>;

function pod(namespace: string, cpuRequest: number): ReturnType<typeof createPod> {
  return createPod({ namespace, name: namespace, containers: [createContainer({ cpuRequest })] });
}

function hourAt(hour: number, perCpuCoreHour: number, pods: ReturnType<typeof createPod>[]) {
  const node = createNode({ cpuCores: 32, price: { perCpuCoreHour, perRamGibHour: 0.01 } });
  return createObservation({ hour, nodes: [node], pods });
}

beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => HOUR + 24 * HOUR_MS),
  );
  await storeHours(database, "prod", [
    hourAt(HOUR, 0.04, [pod("same", 1), pod("grown", 1), pod("gone", 2)]),
    hourAt(HOUR + HOUR_MS, 0.05, [pod("same", 1), pod("grown", 3), pod("new", 4)]),
  ]);
});

afterAll(async () => {
  await database.drop();
});

const NOW = {
  start: new Date(HOUR + HOUR_MS).toISOString(),
  end: new Date(HOUR + 2 * HOUR_MS).toISOString(),
};

test("a change is told apart into price, quantity, new and gone, to the nano", async () => {
  const { rows, totals, before } = await viewer.cost.compare(NOW);

  expect(before).toMatchObject({ start: "2026-11-17T09:00:00Z", end: "2026-11-17T10:00:00Z" });
  expect(rows.map((row) => [row.namespace, row.changeCost])).toEqual([
    ["new", "0.200000000"],
    ["grown", "0.110000000"],
    ["gone", "-0.080000000"],
    ["same", "0.010000000"],
  ]);
  expect(rows[0]).toMatchObject({ newCost: "0.200000000", quantityChange: "0.000000000", changeRatio: null });
  // Two cores more at 0.04, and all three a hundredth dearer.
  expect(rows[1]).toMatchObject({ quantityChange: "0.080000000", priceChange: "0.030000000" });
  expect(rows[2]).toMatchObject({ goneCost: "0.080000000", cost: "0.000000000" });
  expect(rows[3]).toMatchObject({ quantityChange: "0.000000000", priceChange: "0.010000000" });
  for (const row of [...rows, totals]) {
    const parts = parseNano(row.quantityChange) + parseNano(row.priceChange) + parseNano(row.newCost);
    expect(parts - parseNano(row.goneCost)).toBe(parseNano(row.changeCost));
  }
});

test("an answer says how much of the earlier window was seen", async () => {
  const { beforeCoverage: seen } = await viewer.cost.compare(NOW);
  const beforeStart = new Date(HOUR - HOUR_MS).toISOString();
  const { beforeCoverage: half } = await viewer.cost.compare({ ...NOW, beforeStart, beforeEnd: NOW.start });
  const unseen = { beforeStart, beforeEnd: new Date(HOUR).toISOString() };
  const { beforeCoverage: nothing, coverage } = await viewer.cost.compare({ ...NOW, ...unseen });

  expect([seen.ratio, half.ratio, nothing.ratio]).toEqual([1, 0.5, 0]);
  expect(half.gaps).toHaveLength(1);
  expect(coverage.ratio).toBe(1);
});

test("pages hold all changes once, the biggest first", async () => {
  const whole = await viewer.cost.compare({ ...NOW, aggregate: ["namespace", "pod"] });
  const first = await viewer.cost.compare({ ...NOW, aggregate: ["namespace", "pod"], limit: 3 });
  const cursor = first.nextCursor ?? "";
  const rest = await viewer.cost.compare({ ...NOW, aggregate: ["namespace", "pod"], limit: 3, cursor });

  expect([...first.rows, ...rest.rows]).toEqual(whole.rows);
});

test("a window compared with itself has not changed", async () => {
  const { rows, totals } = await viewer.cost.compare({ ...NOW, beforeStart: NOW.start, beforeEnd: NOW.end });

  expect(rows.filter((row) => row.changeCost !== "0.000000000")).toEqual([]);
  expect(totals).toMatchObject({ quantityChange: "0.000000000", priceChange: "0.000000000" });
});
