import { CostError, DAY_MS, formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import { EventEmitter, once } from "node:events";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  keptSince,
  maintain,
  type MaintenanceOutcome,
} from "../../../server/src/store/retention/maintenance.ts";
import { repriceHours } from "../../../server/src/collector/reprice-hours.ts";
import { readStoredHours } from "../../../server/src/store/collecting/collection.ts";
import { onePage } from "../../../server/src/store/paging/page-source.ts";
import { readCostPage } from "../../../server/src/store/queries/pages/cost-page.ts";
import { readExplainLines } from "../../../server/src/store/queries/pages/explain-lines.ts";
import type {
  AskedSelection,
  CostKey,
  StepSelection,
} from "../../../server/src/store/queries/where/selection.ts";
import { readDayMonths, readFactWeeks } from "../../../server/src/store/retention/fact-partitions.ts";
import { makeDay } from "../../../server/src/store/sums/days/make-day.ts";
import { dropOldFacts } from "../../../server/src/store/retention/drop-facts.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { grandTotalNano } from "../../../server/src/api/figures.ts";
import {
  createContainer,
  createNode,
  createObservation,
  createPod,
  ROUND_BOOK,
} from "../../support/observations.ts";
import { IS_DEEP } from "../../support/property-runs.ts";
import { storeHour, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const START = Date.UTC(2025, 0, 1);
// Long enough that weeks, months and days leave at both ends; `npm run test:deep` goes on for a whole year.
const WEEKS = IS_DEEP ? 53 : 24;
const END = START + WEEKS * 7 * DAY_MS;
const RETENTION = { retentionHourlyDays: 28, retentionDailyDays: IS_DEEP ? 120 : 80 };
/** Days of which nothing may be left. */
const GONE_DAYS = WEEKS * 7 - RETENTION.retentionDailyDays;
/** One core, asked for by one pod, in each stored hour. */
const NANO_PER_HOUR = 40_000_000n;

let database: TestDatabase;
let clusterId: number;
const signal = new AbortController().signal;

beforeAll(async () => {
  database = await createTestDatabase();
  clusterId = await storeHours(database, "prod", [observed(START)]);
});

afterAll(async () => {
  await database.drop();
});

/** Every day has a pod and a label set of its own. */
function observed(hour: Instant) {
  const day = Math.floor(hour / DAY_MS);
  const pod = createPod({
    name: `job-${day}`,
    uid: `uid-${day}`,
    labels: { run: String(day) },
    containers: [createContainer({ cpuRequest: 1, cpuUsage: 0, ramRequestGib: 0, ramUsageGib: 0 })],
  });
  return createObservation({ hour, nodes: [createNode()], pods: [pod] });
}

function failOnFailure(_day: unknown, error: unknown): never {
  throw error;
}

function asked(start: Instant, end: Instant): AskedSelection {
  return { clusterIds: [clusterId], start, end, filter: {}, partial: null };
}

async function totalNano(
  client: pg.ClientBase,
  selection: AskedSelection,
  key: CostKey,
  step: StepSelection | null = null,
): Promise<bigint> {
  const { totals } = await readCostPage(onePage(client), {
    selection,
    keys: step ? ["start", key] : [key],
    step,
    view: { idle: "hide", idleBy: "node", share: "weighted", shared: null },
    order: { by: "keys" },
    limit: 1,
    after: null,
  });
  return grandTotalNano(totals);
}

/** Asks for what whole days cost in three grains, in one snapshot each, once for each day that is stored meanwhile. */
async function readMeanwhile(state: {
  now: Instant;
  stopped: boolean;
  readonly moves: EventEmitter;
}): Promise<{ asked: number; wrong: unknown[] }> {
  const found = { asked: 0, wrong: [] as unknown[] };
  for (let turn = 0; !state.stopped; turn++) {
    const today = Math.floor(state.now / DAY_MS) * DAY_MS;
    const start = today - ((turn * 37) % 150) * DAY_MS;
    await inSnapshot(database, EVERYTHING, async (client) => {
      const selection = asked(start, today + 7 * DAY_MS);
      const { rows } = await client.query<{ count: bigint }>(
        "select count(*) from cluster_hour where hour >= $1 and hour < $2",
        [new Date(selection.start), new Date(selection.end)],
      );
      const wanted = (rows[0]?.count ?? 0n) * NANO_PER_HOUR;
      for (const key of ["namespace", "pod", "label:run"] as const) {
        const total = await totalNano(client, selection, key);
        found.asked++;
        if (total !== wanted) found.wrong.push({ key, start: new Date(start), total, wanted });
      }
    });
    if (!state.stopped) await once(state.moves, "move");
  }
  return found;
}

function podsNano(selection: AskedSelection, step: StepSelection | null = null): Promise<bigint> {
  return inSnapshot(database, EVERYTHING, (client) => totalNano(client, selection, "pod", step));
}

async function refusalOf(running: Promise<unknown>): Promise<CostError> {
  const error: unknown = await running.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof CostError) return error;
  throw new Error(`Wanted a refusal, found ${String(error)}`);
}

test("over simulated months the store keeps what it should, and no question is ever answered wrong", async () => {
  const state = { now: START, stopped: false, moves: new EventEmitter() };
  const reading = readMeanwhile(state);
  const outcomes: MaintenanceOutcome[] = [];

  for (let week = 0; week < WEEKS; week++) {
    for (let day = 0; day < 7; day++) {
      state.now = START + (week * 7 + day) * DAY_MS;
      // To ask each day what whole months cost takes longer than all that is stored.
      if (day % 3 === 0) state.moves.emit("move");
      for (const hour of [2, 13, 23])
        await storeHour(database, clusterId, observed(state.now + hour * HOUR_MS));
    }
    state.now += DAY_MS + 6 * HOUR_MS;
    outcomes.push(await maintain({ database, now: state.now, signal, onFailure: failOnFailure }, RETENTION));
  }
  state.stopped = true;
  state.moves.emit("move");
  const found = await reading;

  const sum = (of: keyof MaintenanceOutcome): number => outcomes.reduce((total, each) => total + each[of], 0);
  expect(found.wrong).toEqual([]);
  expect(found.asked).toBeGreaterThan(WEEKS);
  expect(sum("daysMade")).toBe(WEEKS * 7);
  expect(sum("dropped")).toBeGreaterThan(WEEKS - 13);
  expect(sum("daysPurged")).toBe(GONE_DAYS);
  expect(sum("namesSwept")).toBeGreaterThan(GONE_DAYS - 51);
});

test("what is left are the weeks, months, days and names that are kept, and room for what is to come", async () => {
  const weeks = await readFactWeeks(database);
  const months = await readDayMonths(database);
  const sketchMonths = await readDayMonths(database, "usage_sketch_day");
  const { rows } = await database.primary.query<Record<string, bigint>>(
    `select (select count(*) from cluster_day) as days, (select count(*) from pod) as pods,
       (select count(*) from namespace_hour) as hours, (select count(*) from usage_sketch_day) as day_sketches,
       (select count(distinct hour) from usage_sketch_hour) as sketched_hours`,
  );

  expect(weeks[0]?.end).toBeGreaterThan(END - RETENTION.retentionHourlyDays * DAY_MS);
  expect(weeks.at(-1)?.start).toBeGreaterThanOrEqual(END);
  expect(weeks.length).toBeLessThan(9);
  expect(months[0]?.end).toBeGreaterThan(END - RETENTION.retentionDailyDays * DAY_MS);
  expect(months.length).toBeLessThan(8);
  expect(sketchMonths).toEqual(months);
  expect(rows[0]).toEqual({
    days: BigInt(RETENTION.retentionDailyDays),
    hours: BigInt(RETENTION.retentionDailyDays * 3),
    // One pod a day. By the hour they are there for the last days alone: the others are closed.
    day_sketches: BigInt(RETENTION.retentionDailyDays),
    sketched_hours: 3n * 3n,
    pods: expect.toSatisfy((pods: bigint) => pods < RETENTION.retentionDailyDays + 20),
  });
});

test("old pods are told by whole days, and a finer question is told which window can be answered", async () => {
  const old = Math.floor((END - 60 * DAY_MS) / DAY_MS) * DAY_MS;
  const refusal = await refusalOf(podsNano(asked(old + 5 * HOUR_MS, old + 40 * HOUR_MS)));
  const byHour = await refusalOf(
    podsNano(asked(old, old + DAY_MS), { step: "hour", timeZone: "Asia/Kolkata" }),
  );

  expect(refusal).toMatchObject({
    code: "RESOLUTION_GONE",
    details: [
      { field: "start", message: formatInstant(old) },
      { field: "end", message: formatInstant(old + 2 * DAY_MS) },
    ],
  });
  expect(byHour.details.slice(2)).toMatchObject([
    { field: "step", message: "day" },
    { field: "timeZone", message: "UTC" },
  ]);
  expect(await podsNano(asked(old, old + 2 * DAY_MS))).toBe(6n * NANO_PER_HOUR);
  expect(await podsNano(asked(old, old + DAY_MS), { step: "day", timeZone: "UTC" })).toBe(3n * NANO_PER_HOUR);
});

test("namespaces are told by the hour for as long as days are kept", async () => {
  const old = Math.floor((END - 60 * DAY_MS) / DAY_MS) * DAY_MS;

  const total = await inSnapshot(database, EVERYTHING, (client) =>
    totalNano(client, asked(old + 5 * HOUR_MS, old + 40 * HOUR_MS), "namespace"),
  );

  // 13:00 and 23:00 of the first day, 02:00 and 13:00 of the second.
  expect(total).toBe(4n * NANO_PER_HOUR);
});

test("what prices made a cost is told only where its hours are kept, and the refusal says from when", async () => {
  const old = END - 60 * DAY_MS;

  const refusal = await refusalOf(
    inSnapshot(database, EVERYTHING, (client) =>
      readExplainLines(client, asked(old, END), { limit: 10, detail: "each" }),
    ),
  );

  const [first] = refusal.details;
  const lines = await inSnapshot(database, EVERYTHING, (client) =>
    readExplainLines(client, asked(Date.parse(first?.message ?? ""), END), { limit: 10, detail: "each" }),
  );
  expect(refusal.code).toBe("RESOLUTION_GONE");
  expect(lines.length).toBeGreaterThan(0);
});

test("no hour of a day whose container-hours are gone is replaced, priced anew or wanted again", async () => {
  const old = Math.floor((END - 60 * DAY_MS) / DAY_MS) * DAY_MS;
  const stored = await readStoredHours(database, clusterId, { start: old, end: old + DAY_MS });
  const stretch = { start: old + 2 * HOUR_MS, end: old + 3 * HOUR_MS, now: () => END };

  const repriced = await repriceHours(
    { database, clusterId, book: { ...ROUND_BOOK, name: "other" }, ...stretch },
    () => undefined,
    signal,
  );

  expect(new Set(stored.map((each) => each.hour)).size).toBe(24);
  expect(repriced).toEqual({ written: 0, unchanged: 0, lost: 1 });
  await expect(storeHour(database, clusterId, observed(old + 4 * HOUR_MS))).rejects.toThrow(
    /RETENTION_HOURLY_DAYS/,
  );
  expect(keptSince(RETENTION, END + 6 * HOUR_MS)).toBe(END - RETENTION.retentionDailyDays * DAY_MS);
});

test("facts that somebody is about to read are not dropped, though he has not touched them yet", async () => {
  const old = START - 400 * DAY_MS;
  await storeHour(database, clusterId, observed(old));
  await database.primary.query("update cluster_day set written_at = $1 where day = $2", [
    new Date(old),
    new Date(old),
  ]);
  await makeDay(database, { clusterId, day: old });
  const drop = (): Promise<unknown> => dropOldFacts(database, { before: START, now: START });

  const { while: outcome, total } = await inSnapshot(database, EVERYTHING, async (client) => {
    // From here on the snapshot says that the hour is there.
    await client.query("select from cluster_day");
    const dropped = await drop();
    return { while: dropped, total: await totalNano(client, asked(old, old + HOUR_MS), "pod") };
  });

  expect(outcome).toEqual({ dropped: 0, waiting: 1 });
  expect(total).toBe(NANO_PER_HOUR);
  expect(await drop()).toEqual({ dropped: 1, waiting: 0 });
});
