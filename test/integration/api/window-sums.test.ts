import { HOUR_MS, MONEY_COLUMNS, parseNano } from "@kubecent/shared";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arbitraryHours } from "../../support/arbitrary-hours.ts";
import { storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";
import { askingRuns } from "../../support/property-runs.ts";

// From six in the evening on: windows within a day, over midnight, and with whole days between ragged ends.
const FIRST = Date.UTC(2026, 10, 15, 18);
const HOURS = 60;
const SEED = 20_261_115;

let database: TestDatabase;
let viewer: ReturnType<typeof callAs>;

beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => FIRST + (HOURS + 24) * HOUR_MS),
  );
  await storeHours(database, "prod", arbitraryHours(FIRST, HOURS, SEED));
});

afterAll(async () => {
  await database.drop();
});

type Row = Readonly<Record<string, unknown>>;
type Money = Map<string, bigint>;

interface Window {
  readonly start: string;
  readonly end: string;
}

/** A row's money by its column, each under all that names the row. */
function moneyOf(rows: readonly object[]): Money {
  const money: Money = new Map();
  for (const row of rows) {
    const fields: Row = { ...row };
    const key = JSON.stringify(Object.entries(fields).filter(([name]) => NAMES.has(name)));
    for (const column of [...MONEY_COLUMNS, "assetCost", "unobservedCost"]) {
      const cost = fields[column];
      if (typeof cost === "string") add(money, `${column} ${key}`, parseNano(cost));
    }
  }
  return money;
}

const NAMES = new Set([
  "cluster",
  "namespace",
  "node",
  "controllerKind",
  "controller",
  "pod",
  "container",
  "value",
  "kind",
  "name",
  "providerId",
  "start",
]);

function add(money: Money, key: string, nano: bigint): void {
  if (nano !== 0n) money.set(key, (money.get(key) ?? 0n) + nano);
}

function together(...parts: readonly Money[]): Money {
  const money: Money = new Map();
  for (const part of parts) for (const [key, nano] of part) add(money, key, nano);
  return money;
}

const page = { limit: 1_000 };
const QUESTIONS: Readonly<Record<string, (window: Window) => Promise<{ rows: readonly object[] }>>> = {
  "cost.namespaces": (window) => viewer.cost.namespaces({ ...window, ...page, idle: "show" }),
  "cost.workloads": (window) => viewer.cost.workloads({ ...window, ...page }),
  "cost.pods": (window) => viewer.cost.pods({ ...window, ...page }),
  "cost.nodes": (window) => viewer.cost.nodes({ ...window, ...page }),
  "cost.assets": (window) => viewer.cost.assets({ ...window, ...page }),
  "cost.labels": (window) => viewer.cost.labels({ ...window, ...page, name: "team", namespaceLabels: true }),
  "cost.timeseries": (window) => viewer.cost.timeseries({ ...window, ...page, step: "hour", idle: "show" }),
  "cost.allocation": (window) =>
    viewer.cost.allocation({
      ...window,
      ...page,
      idle: "show",
      aggregate: ["namespace", "pod", "container", "node"],
    }),
};

const at = (index: number): string => new Date(FIRST + index * HOUR_MS).toISOString();
const cuts = fc
  .uniqueArray(fc.nat(HOURS), { minLength: 3, maxLength: 3 })
  .map((indexes) => indexes.toSorted((a, b) => a - b));

async function askRows(name: string, start: number, end: number): Promise<Money> {
  const answer = await QUESTIONS[name]?.({ start: at(start), end: at(end) });
  return moneyOf(answer?.rows ?? []);
}

async function askTotals(start: number, end: number): Promise<Money> {
  const { totals } = await viewer.cost.cluster({ start: at(start), end: at(end) });
  return moneyOf([totals]);
}

describe.each(Object.keys(QUESTIONS))("%s", (name) => {
  test("what a window costs is what its two parts cost, row by row, to the nano, wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async ([start = 0, cut = 0, end = 0]) => {
        const [whole, before, after] = await Promise.all([
          askRows(name, start, end),
          askRows(name, start, cut),
          askRows(name, cut, end),
        ]);

        expect(whole.size).toBeGreaterThan(0);
        expect(together(before, after)).toEqual(whole);
      }),
      { numRuns: askingRuns(10) },
    );
  });
});

test("the totals of a window are those of its parts, assets and all", async () => {
  await fc.assert(
    fc.asyncProperty(cuts, async ([start = 0, cut = 0, end = 0]) => {
      const whole = await askTotals(start, end);

      expect(whole.size).toBeGreaterThan(0);
      expect(together(await askTotals(start, cut), await askTotals(cut, end))).toEqual(whole);
    }),
    { numRuns: askingRuns(10) },
  );
});
