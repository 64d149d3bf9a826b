import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { onePage } from "../../../server/src/store/paging/page-source.ts";
import { readCostPage } from "../../../server/src/store/queries/pages/cost-page.ts";
import { withStretches } from "../../../server/src/store/queries/where/row-stretches.ts";
import type { AskedSelection } from "../../../server/src/store/queries/where/selection.ts";
import { makeDay } from "../../../server/src/store/sums/days/make-day.ts";
import { makeOpenDaysAndSpans } from "../../../server/src/store/retention/maintenance.ts";
import { readDueMonths } from "../../../server/src/store/sums/spans/due-spans.ts";
import { readDueFinerRests } from "../../../server/src/store/sums/spans/finer-rests.ts";
import { verifyDay } from "../../../server/src/store/verify/verify-day.ts";
import { filters, KEYS, views } from "../../support/arbitrary-questions.ts";
import { changingHour, makeDays } from "../../support/long-world.ts";
import { askingRuns } from "../../support/property-runs.ts";
import { storeHour, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

/** Days of few hours each, the last of which is over. */
const DAYS = 62;
const START = Date.UTC(2026, 8, 1);
const TODAY = START + DAYS * DAY_MS;
const NOW = TODAY + 17 * HOUR_MS + 20 * 60_000;
const HOURS_OF_DAY = [7, 17, 19];
/** Days, counted back from the last one, in which windows of now begin or end; of the others one hour is enough. */
const DAYS_BACK = new Set([61, 60, 59, 58, 31, 30, 29, 28, 27, 8, 7, 6, 1]);

let database: TestDatabase;
let clusterId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  const hours = Array.from({ length: DAYS }, (_, day) => {
    const ofDay = DAYS_BACK.has(DAYS - day) ? HOURS_OF_DAY : [12];
    return ofDay.map((hour) => START + day * DAY_MS + hour * HOUR_MS);
  }).flat();
  clusterId = await storeHours(database, "prod", hours.map(changingHour));
  await makeDays(database, clusterId, START, DAYS);
  await look(NOW);
});

afterAll(async () => {
  await database.drop();
});

/** What the collector does every 15 seconds. */
function look(now: Instant): Promise<number> {
  return makeOpenDaysAndSpans({
    database,
    now,
    signal: new AbortController().signal,
    onFailure: (_, error) => {
      throw error;
    },
  });
}

function daysBack(days: number, hours = 0): Instant {
  return TODAY - days * DAY_MS + hours * HOUR_MS;
}

function asked(window: Pick<AskedSelection, "start" | "end">): AskedSelection {
  return { ...window, clusterIds: [clusterId], filter: {}, partial: null };
}

async function spansOf(start: Instant, end: Instant): Promise<unknown> {
  const { stretches } = await inSnapshot(database, EVERYTHING, (client) =>
    withStretches(client, asked({ start, end })),
  );
  return stretches[0]?.spans;
}

const LAST = { start: daysBack(29), end: TODAY };
const BEFORE = { start: daysBack(59), end: daysBack(30) };

test("30 days that end now are what is left of a day, and all their whole days at once", async () => {
  const spans = await Promise.all([
    spansOf(daysBack(30, 17), TODAY + 17 * HOUR_MS),
    spansOf(daysBack(60, 17), daysBack(30, 17)),
    spansOf(daysBack(7, 17), TODAY + 17 * HOUR_MS),
    spansOf(daysBack(28), TODAY),
  ]);

  const rest = (days: number, hours: number): unknown => [
    { start: daysBack(days, hours), end: daysBack(days - 1) },
  ];
  const weeks = [28, 21, 14, 7].map((days) => ({ start: daysBack(days), end: daysBack(days - 7) }));
  expect(spans).toEqual([
    { ofDays: true, long: [LAST], rests: rest(30, 17) },
    // Nobody's window of now begins in this day: it is kept from each third hour on.
    { ofDays: true, long: [BEFORE], rests: rest(60, 18) },
    { ofDays: true, long: [], rests: rest(7, 17) },
    { ofDays: true, long: weeks, rests: [] },
  ]);
});

const instants = fc
  .tuple(fc.constantFrom(60, 59, 31, 30, 29, 28, 7, 1, 0), fc.constantFrom(0, 1, 7, 16, 17, 18, 20))
  .map(([days, hours]) => daysBack(days, hours));
const windows = fc
  .tuple(instants, instants)
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) + HOUR_MS }));

test("any page of costs is the same from these sums as from container-hours, to the nano", async () => {
  await fc.assert(
    fc.asyncProperty(
      windows,
      filters,
      fc.subarray([...KEYS], { minLength: 1, maxLength: 3 }),
      views,
      async (window, filter, keys, view) => {
        const read = (from: Pick<AskedSelection, "readFrom">): Promise<unknown> =>
          inSnapshot(database, EVERYTHING, (client) =>
            readCostPage(onePage(client), {
              selection: { ...asked(window), filter, ...from },
              keys,
              step: null,
              view,
              order: { by: "totalCost", descending: true },
              limit: 1_000,
              after: null,
            }),
          );

        expect(await read({})).toEqual(await read({ readFrom: "facts" }));
      },
    ),
    { numRuns: askingRuns(60) },
  );
});

test("what is kept moves on with the days, and only what windows of now hold stays", async () => {
  const nextDay = NOW + DAY_MS;
  await storeHour(database, clusterId, changingHour(TODAY + 7 * HOUR_MS));
  await makeDay(database, { clusterId, day: TODAY });

  // As a version left them that kept four weeks.
  await database.primary.query(
    `insert into total_span select (jsonb_populate_record(month, '{"hours": 672}')).* from total_span month where hours = 696`,
  );

  const due = await readDueMonths(database, nextDay);
  const rests = await readDueFinerRests(database, nextDay, 20);
  await look(nextDay);

  const { rows: kept } = await database.primary.query<{ start: Date }>(
    "select start from total_span where hours > 168 order by start",
  );
  const { rows: finer } = await database.primary.query<{ day: Date }>(
    "select distinct date_trunc('day', start, 'UTC') as day from label_set_span where mod(hours, 3) <> 0 and hours < 24 order by day",
  );
  expect(due.map(({ day }) => day)).toEqual([daysBack(28), daysBack(58)]);
  expect(rests.map(({ day, isWanted }) => [day, isWanted])).toEqual([
    ...[0, 6, 29].map((days) => [daysBack(days), true]),
    ...[1, 7, 30].map((days) => [daysBack(days), false]),
  ]);
  expect(kept.map(({ start }) => start.getTime())).toEqual([daysBack(58), daysBack(28)]);
  expect(finer.map(({ day }) => day.getTime())).toEqual([daysBack(29), daysBack(6), TODAY]);
  expect(await readDueMonths(database, nextDay)).toEqual([]);
  expect(await readDueFinerRests(database, nextDay, 20)).toEqual([]);
});

test("a day that is written to leaves a month and its finer rests unread until they are made again", async () => {
  const nextDay = NOW + DAY_MS;
  const day = daysBack(6);
  const seen = async (): Promise<unknown> => [
    await spansOf(daysBack(28), TODAY + DAY_MS),
    await spansOf(day + 17 * HOUR_MS, TODAY + DAY_MS),
  ];
  const before = await seen();
  await storeHour(database, clusterId, { ...changingHour(START), hour: day + 2 * HOUR_MS });
  const struck = await seen();
  await makeDay(database, { clusterId, day });
  const made = await seen();
  await look(nextDay);

  const weeksAt = (first: number): unknown => ({ start: daysBack(first), end: daysBack(first - 7) });
  expect(before).toEqual([
    { ofDays: true, long: [{ start: daysBack(28), end: TODAY + DAY_MS }], rests: [] },
    { ofDays: true, long: [], rests: [{ start: day + 17 * HOUR_MS, end: day + DAY_MS }] },
  ]);
  expect(struck).toMatchObject([{ long: [weeksAt(28), weeksAt(21), weeksAt(14)] }, { rests: [] }]);
  expect(made).toMatchObject([{}, { rests: [{ start: day + 18 * HOUR_MS, end: day + DAY_MS }] }]);
  expect(await seen()).toEqual(before);
});

test("verify counts a month and finer rests anew", async () => {
  const differences = (day: Instant): Promise<unknown> =>
    inSnapshot(database, EVERYTHING, (client) => verifyDay(client, { clusterId, day }));
  const right = [await differences(daysBack(28)), await differences(daysBack(6))];

  await database.primary.query(
    "update total_span set cpu_nano = cpu_nano + 1 where start = $1 and hours = 696",
    [new Date(daysBack(28))],
  );
  await database.primary.query(
    "update namespace_span set cpu_nano = cpu_nano + 1 where start = $1 and hours = 7",
    [new Date(daysBack(6, 17))],
  );

  expect(right).toEqual([[], []]);
  expect(await differences(daysBack(28))).toEqual(["total_span: 2 rows are not the sums of its days"]);
  expect(await differences(daysBack(6))).toEqual([expect.stringContaining("namespace_span: ")]);
});
