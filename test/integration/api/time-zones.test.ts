import { DAY_MS, parseNano } from "@kubecent/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { daysFrom, storeScaledDays } from "../../support/scaled-days.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

const START = Date.UTC(2026, 8, 29);
const END = Date.UTC(2026, 11, 3);
/** Around the days of the next spring on which clocks change: forward in the north, back in the south. */
const SPRING = [Date.UTC(2027, 2, 12), Date.UTC(2027, 2, 26), Date.UTC(2027, 3, 2)];
const SPRING_DAYS = 5;
const NOW = Date.UTC(2027, 4, 1);

let database: TestDatabase;
let viewer: ReturnType<typeof callAs>;

// One core at 0.04 in every hour: what a day costs tells how many hours it has.
beforeAll(async () => {
  database = await createTestDatabase();
  viewer = callAs(
    "viewer",
    createTestServices(database, () => NOW),
  );
  const pods = [createPod({ containers: [createContainer({ cpuRequest: 1 })] })];
  const clusterId = await storeHours(
    database,
    "prod",
    hoursFrom(START, 24).map((hour) => createObservation({ hour, nodes: [createNode()], pods })),
  );
  const days = [
    ...daysFrom(START, (END - START) / DAY_MS).slice(1),
    ...SPRING.flatMap((first) => daysFrom(first, SPRING_DAYS)),
  ];
  await storeScaledDays(database, { clusterId, template: START, days, factor: () => 1 });
});

afterAll(async () => {
  await database.drop();
});

const NANO_PER_HOUR = 40_000_000n;

/** Hours of each day of a month in its time zone, by the month's first and last instant. */
async function hoursByDay(timeZone: string, start: string, end: string): Promise<Map<string, number>> {
  const { rows } = await viewer.cost.timeseries({ start, end, timeZone, step: "day", limit: 100 });
  const day = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  return new Map(
    rows.map((row) => [day.format(Date.parse(row.start)), Number(parseNano(row.totalCost) / NANO_PER_HOUR)]),
  );
}

describe.each([
  {
    timeZone: "Europe/Berlin",
    start: "2026-10-01T00:00:00+02:00",
    end: "2026-11-01T00:00:00+01:00",
    days: 31,
    odd: { "2026-10-25": 25 },
    hours: 745,
  },
  {
    timeZone: "America/New_York",
    start: "2026-11-01T00:00:00-04:00",
    end: "2026-12-01T00:00:00-05:00",
    days: 30,
    odd: { "2026-11-01": 25 },
    hours: 721,
  },
  {
    timeZone: "Asia/Kolkata",
    start: "2026-10-01T00:00:00+05:30",
    end: "2026-11-01T00:00:00+05:30",
    days: 31,
    odd: {},
    hours: 744,
  },
  {
    // Its clocks go forward by half an hour: the hour that begins before the change belongs to the day before.
    timeZone: "Australia/Lord_Howe",
    start: "2026-10-01T00:00:00+10:30",
    end: "2026-11-01T00:00:00+11:00",
    days: 31,
    odd: { "2026-10-04": 23 },
    hours: 743,
  },
])("a month in $timeZone", ({ timeZone, start, end, days, odd, hours }) => {
  test("has its days, each of 24 hours but for those on which the clocks change", async () => {
    const found = await hoursByDay(timeZone, start, end);

    expect(found.size).toBe(days);
    expect(Object.fromEntries([...found].filter(([, count]) => count !== 24))).toEqual(odd);
  });

  test("costs what its days cost, and what its namespaces cost, to the nano", async () => {
    const window = { start, end, timeZone };
    const daily = await viewer.cost.timeseries({ ...window, step: "day", limit: 100 });
    const monthly = await viewer.cost.timeseries({ ...window, step: "month" });
    const namespaces = await viewer.cost.namespaces(window);

    const sum = daily.rows.reduce((total, row) => total + parseNano(row.totalCost), 0n);
    expect(sum).toBe(BigInt(hours) * NANO_PER_HOUR);
    expect(monthly.rows.map((row) => parseNano(row.totalCost))).toEqual([sum]);
    expect(parseNano(namespaces.totals.totalCost)).toBe(sum);
  });
});

describe.each([
  {
    timeZone: "Europe/Berlin",
    start: "2027-03-27T00:00:00+01:00",
    end: "2027-03-30T00:00:00+02:00",
    counts: { "2027-03-27": 24, "2027-03-28": 23, "2027-03-29": 24 },
  },
  {
    timeZone: "America/New_York",
    start: "2027-03-13T00:00:00-05:00",
    end: "2027-03-16T00:00:00-04:00",
    counts: { "2027-03-13": 24, "2027-03-14": 23, "2027-03-15": 24 },
  },
  {
    timeZone: "Asia/Kolkata",
    start: "2027-03-27T00:00:00+05:30",
    end: "2027-03-30T00:00:00+05:30",
    counts: { "2027-03-27": 24, "2027-03-28": 24, "2027-03-29": 24 },
  },
  {
    // Back by half an hour: the day is 24 hours and a half on the clock, and 25 hours begin in it.
    timeZone: "Australia/Lord_Howe",
    start: "2027-04-03T00:00:00+11:00",
    end: "2027-04-06T00:00:00+10:30",
    counts: { "2027-04-03": 24, "2027-04-04": 25, "2027-04-05": 24 },
  },
])("the days around a change of the clocks in $timeZone", ({ timeZone, start, end, counts }) => {
  test("have the hours that begin in them, and cost what their stretch as a whole costs", async () => {
    const found = await hoursByDay(timeZone, start, end);
    const { totals } = await viewer.cost.namespaces({ start, end, timeZone });

    expect(Object.fromEntries(found)).toEqual(counts);
    const hours = Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(parseNano(totals.totalCost)).toBe(BigInt(hours) * NANO_PER_HOUR);
  });
});

async function costInIndia(start: string, end: string): Promise<bigint> {
  const { totals } = await viewer.cost.namespaces({ start, end, timeZone: "Asia/Kolkata" });
  return parseNano(totals.totalCost);
}

describe("a zone that is half an hour off", () => {
  test("gives an hour to the day in which it begins: asking by the half hour asks for the hours that begin there", async () => {
    const untilMidnight = await costInIndia("2026-10-05T22:00:00+05:30", "2026-10-06T00:00:00+05:30");
    const fromMidnight = await costInIndia("2026-10-06T00:00:00+05:30", "2026-10-06T02:00:00+05:30");
    const across = await costInIndia("2026-10-05T22:00:00+05:30", "2026-10-06T02:00:00+05:30");

    expect([untilMidnight, fromMidnight]).toEqual([2n * NANO_PER_HOUR, 2n * NANO_PER_HOUR]);
    expect(across).toBe(untilMidnight + fromMidnight);
  });
});
