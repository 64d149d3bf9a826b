import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RELATIVE_ERROR } from "../../../server/src/domain/usage/usage-sketch.ts";
import {
  type MeasuredUsage,
  readUsage,
  type UsageKey,
} from "../../../server/src/store/queries/pages/usage-quantiles.ts";
import type { CostFilter } from "../../../server/src/store/queries/where/selection.ts";
import { closeDaySketches } from "../../../server/src/store/sketches/day-sketches.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { makeDays } from "../../support/long-world.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";
import { busyHour, containerMinutes, exactQuantile, podMinutes } from "../../support/usage-world.ts";
import { askingRuns } from "../../support/property-runs.ts";

const START = Date.UTC(2026, 10, 1);
const HOURS = 60;
const world = hoursFrom(START, HOURS).map(busyHour);

let database: TestDatabase;
let clusterId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  clusterId = await storeHours(database, "prod", world);
  await makeDays(database, clusterId, START, 2);
});

afterAll(async () => {
  await database.drop();
});

const SHARES = [0, 0.5, 0.95, 1];

function read(keys: readonly UsageKey[], from: number, to: number, filter: CostFilter = {}) {
  const selection = {
    clusterIds: [clusterId],
    start: START + from * HOUR_MS,
    end: START + to * HOUR_MS,
    filter,
    partial: null,
  };
  return inSnapshot(database, EVERYTHING, (client) =>
    readUsage(client, { selection, keys, quantiles: SHARES }),
  );
}

function expectExact(found: MeasuredUsage | null | undefined, values: readonly number[]): void {
  const measured = values.filter((value) => !Number.isNaN(value));
  expect(found?.minutes).toBe(measured.length);
  for (const [index, share] of SHARES.entries()) {
    const exact = exactQuantile(measured, share) ?? Number.NaN;
    expect(Math.abs((found?.quantiles[index] ?? Number.NaN) - exact)).toBeLessThanOrEqual(
      exact * RELATIVE_ERROR * 1.000001,
    );
  }
  expect(found?.max).toBeCloseTo(Math.max(...measured), 0);
}

const windows = fc
  .tuple(fc.integer({ min: 0, max: HOURS - 1 }), fc.integer({ min: 1, max: HOURS }))
  .map(([from, length]) => ({ from, to: Math.min(HOURS, from + length) }));

test("quantiles of any window are those of its minutes, by pod, workload and container", async () => {
  await fc.assert(
    fc.asyncProperty(windows, async ({ from, to }) => {
      const hours = world.slice(from, to);

      const pods = await read(["pod"], from, to);
      const workloads = await read(["namespace", "controller"], from, to);
      const containers = await read(["container"], from, to);

      for (const { keys, cpu, ram } of pods.rows) {
        const minutes = podMinutes(hours, ({ name }) => name === keys[0]);
        expectExact(
          cpu,
          minutes.map((minute) => minute.cpu),
        );
        expectExact(
          ram,
          minutes.map((minute) => minute.ram),
        );
      }
      expect(workloads.rows.map(({ keys }) => keys)).toEqual([
        ["data", "db"],
        ["shop", "web"],
      ]);
      const web = podMinutes(hours, ({ controller }) => controller === "web");
      expectExact(
        workloads.rows[1]?.cpu,
        web.map((minute) => minute.cpu),
      );
      const app = containers.rows.find(({ keys }) => keys[0] === "app");
      expectExact(
        app?.cpu,
        containerMinutes(hours, "app").map((minute) => minute.cpu),
      );
    }),
    { numRuns: askingRuns(25) },
  );
});

test("a filter by container sees that container alone, whatever the keys", async () => {
  const { rows } = await read(["namespace"], 0, HOURS, { container: ["proxy"] });

  const minutes = rows.reduce((sum, { ram }) => sum + (ram?.minutes ?? 0), 0);
  const expected = containerMinutes(world, "proxy").filter(({ ram }) => !Number.isNaN(ram));
  expect(minutes).toBe(expected.length);
  expect(rows.map(({ keys }) => keys[0])).toEqual(["data", "shop"]);
});

test("metrics.pods tells quantiles where they are asked for, of the pods of its page", async () => {
  const viewer = callAs(
    "viewer",
    createTestServices(database, () => START + HOURS * HOUR_MS + 3 * HOUR_MS),
  );
  const window = {
    start: new Date(START + 3 * HOUR_MS).toISOString(),
    end: new Date(START + 50 * HOUR_MS).toISOString(),
  };

  const plain = await viewer.metrics.pods(window);
  const asked = await viewer.metrics.pods({ ...window, quantiles: true, limit: 2 });
  const refused = viewer.metrics.pods({ ...window, quantiles: true, container: ["app", "proxy"] });

  expect(plain.quantiles).toBeUndefined();
  expect(plain.rows[0]).not.toHaveProperty("cpuUsageCoresP95");
  expect(asked.quantiles).toEqual({
    start: "2026-11-01T03:00:00Z",
    end: "2026-11-03T02:00:00Z",
    relativeError: 0.01,
  });
  expect(asked.rows).toHaveLength(2);
  for (const row of asked.rows) {
    const minutes = podMinutes(world.slice(3, 50), ({ name }) => name === row.pod);
    const exact =
      exactQuantile(
        minutes.map(({ cpu }) => cpu),
        0.95,
      ) ?? 0;
    expect(Math.abs((row.cpuUsageCoresP95 ?? 0) / exact - 1)).toBeLessThanOrEqual(0.0101);
    expect(row.ramUsageGibMax).toBeCloseTo(Math.max(...minutes.map(({ ram }) => ram || 0)) / 2 ** 30, 6);
  }
  await expect(refused).rejects.toThrow("wanted one or none");
});

test("once days are closed a window is widened to them, and says so", async () => {
  expect(await closeDaySketches(database, START + DAY_MS, 10)).toBe(1);

  const { window, rows } = await read(["pod"], 12, 30);

  expect(window).toMatchObject({ start: START, end: START + 30 * HOUR_MS });
  const minutes = podMinutes(world.slice(0, 30), ({ name }) => name === "web-2");
  expectExact(
    rows.find(({ keys }) => keys[0] === "web-2")?.cpu,
    minutes.map(({ cpu }) => cpu),
  );
});
