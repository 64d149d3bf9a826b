import { type AllocationKeys, formatNano, HOUR_MS, parseNano, type Step } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOUR } from "../../support/observations.ts";
import { WINDOW } from "../../support/sample-cluster.ts";
import { storeSharedWorld } from "../../support/shared-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

let database: TestDatabase;
let viewer: ReturnType<typeof callAs>;
const NOW = Date.UTC(2026, 11, 3);

beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => NOW),
  );
  await storeSharedWorld(database);
});

afterAll(async () => {
  await database.drop();
});

const MONTHS = [
  {
    timeZone: "Europe/Berlin",
    start: "2026-10-01T00:00:00+02:00",
    end: "2026-11-01T00:00:00+01:00",
    days: 31,
  },
  {
    timeZone: "America/New_York",
    start: "2026-11-01T00:00:00-04:00",
    end: "2026-12-01T00:00:00-05:00",
    days: 30,
  },
  {
    timeZone: "Europe/Berlin",
    start: "2026-03-01T00:00:00+01:00",
    end: "2026-04-01T00:00:00+02:00",
    days: 31,
  },
  {
    timeZone: "Asia/Kolkata",
    start: "2026-02-01T00:00:00+05:30",
    end: "2026-03-01T00:00:00+05:30",
    days: 28,
  },
  {
    timeZone: "Australia/Lord_Howe",
    start: "2026-10-01T00:00:00+10:30",
    end: "2026-11-01T00:00:00+11:00",
    days: 31,
  },
];

describe.each(MONTHS)("a month in $timeZone from $start", ({ days, ...window }) => {
  test.each(["100.000000007", "7"])("the days bear %s together, to the nano", async (shareMonthly) => {
    const { rows, totals } = await viewer.cost.timeseries({ ...window, shareMonthly, step: "day" });

    const borne = rows.reduce((sum, row) => sum + parseNano(row.sharedCost), 0n);
    expect(rows).toHaveLength(days);
    expect(borne).toBe(parseNano(shareMonthly));
    expect(totals.sharedCost).toBe(formatNano(borne));
  });
});

test("what the weeks bear of two months is what the months bear", async () => {
  const window = { start: "2026-10-13T07:00:00Z", end: "2026-11-29T20:00:00Z", timeZone: "America/New_York" };
  const question = { ...window, shareMonthly: "33.333333333" };

  const byWeek = await viewer.cost.timeseries({ ...question, step: "week" });
  const byMonth = await viewer.cost.timeseries({ ...question, step: "month" });
  const { totals } = await viewer.cost.namespaces(question);

  expect(byWeek.rows.length).toBeGreaterThan(6);
  expect(byWeek.totals.sharedCost).toBe(byMonth.totals.sharedCost);
  expect(byWeek.totals.sharedCost).toBe(totals.sharedCost);
});

function byKeys(one: AllocationKeys, other: AllocationKeys): number {
  return keysOf(one).localeCompare(keysOf(other));
}

function keysOf({ cluster, namespace, labels }: AllocationKeys): string {
  return JSON.stringify([cluster, namespace, labels]);
}

const VIEWS = [
  { idle: "show" },
  { idle: "share" },
  { idle: "share", idleBy: "cluster" },
  { shareNamespaces: ["kube-system", "shop"] },
  { idle: "share", shareNamespaces: "kube-system", shareLabels: { team: "red" } },
  { idle: "show", shareFee: true, shareLabels: { team: "platform" } },
  {
    idle: "share",
    shareFee: true,
    shareNamespaces: ["shop", "batch", "kube-system", "__unmounted__"],
  },
] as const;

describe.each(VIEWS.map((view) => ({ view })))("$view", ({ view }) => {
  const { shareNamespaces, ...rest } = { shareNamespaces: undefined, ...view };
  const question = {
    ...WINDOW,
    ...rest,
    ...(shareNamespaces && { shareNamespaces: [shareNamespaces].flat() }),
  };

  test.each([{}, { namespace: "search" }, { pod: ["pod-1", "pod-4"] }, { node: "node-2" }])(
    "each hour, filtered by %j, is what a question about that hour tells",
    async (filter) => {
      const { rows } = await viewer.cost.timeseries({ ...question, ...filter, step: "hour" });

      for (const row of rows) {
        const hour = { start: row.start, end: new Date(Date.parse(row.start) + HOUR_MS).toISOString() };
        const alone = await viewer.cost.allocation({ ...question, ...filter, ...hour, aggregate: "cluster" });
        expect(row).toEqual({ start: row.start, ...alone.totals });
      }
      expect(rows).toHaveLength(6);
    },
  );

  test("each hour by namespace and label is what an allocation of that hour tells", async () => {
    const aggregate = ["cluster", "namespace", "label:team"] as const;
    const { rows } = await viewer.cost.timeseries({
      ...question,
      aggregate: [...aggregate],
      step: "hour",
      limit: 1_000,
    });
    const whole = await viewer.cost.timeseries({ ...question, step: "hour" });

    for (const hour of whole.rows) {
      const own = rows.filter(({ start }) => start === hour.start);
      const ends = { start: hour.start, end: new Date(Date.parse(hour.start) + HOUR_MS).toISOString() };
      const alone = await viewer.cost.allocation({
        ...question,
        ...ends,
        aggregate: [...aggregate],
        limit: 1_000,
      });
      expect(own.map(({ start: _start, ...row }) => row).toSorted(byKeys)).toEqual(
        alone.rows.toSorted(byKeys),
      );
      expect(own.reduce((sum, { totalCost }) => sum + parseNano(totalCost), 0n)).toBe(
        parseNano(hour.totalCost),
      );
    }
  });

  test.each(["hour", "day", "month"] as Step[])("by %s it adds up to the same", async (step) => {
    const { totals } = await viewer.cost.timeseries({ ...question, step });
    const { totals: whole } = await viewer.cost.namespaces(question);

    expect(totals.totalCost).toBe(whole.totalCost);
  });
});

test("a filtered namespace shows its share of idle and of what is shared over time", async () => {
  const question = { ...WINDOW, step: "hour" as const, namespace: "search" };
  const plain = await viewer.cost.timeseries(question);
  const shared = await viewer.cost.timeseries({
    ...question,
    idle: "share",
    shareNamespaces: "kube-system",
    shareMonthly: "720",
  });

  expect(plain.totals).toMatchObject({ idleCost: "0.000000000", sharedCost: "0.000000000" });
  expect(
    shared.rows.filter((row) => parseNano(row.idleCost) <= 0n || parseNano(row.sharedCost) <= 0n),
  ).toEqual([]);
  expect(shared.rows.map((row) => row.cpuCost)).toEqual(plain.rows.map((row) => row.cpuCost));
  expect(HOUR).toBe(Date.parse(shared.rows[0]?.start ?? ""));
});
