import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDueDays, maintain } from "../../../server/src/store/retention/maintenance.ts";
import { readDueDays, strikeUnknownHours } from "../../../server/src/store/sums/days/due-days.ts";
import { makeDay } from "../../../server/src/store/sums/days/make-day.ts";
import { extendOpenDay, readOpenDays } from "../../../server/src/store/sums/days/open-day.ts";
import { readDueWeeks } from "../../../server/src/store/sums/spans/due-spans.ts";
import { makeWeek } from "../../../server/src/store/sums/spans/make-span.ts";
import { withStretches } from "../../../server/src/store/queries/where/row-stretches.ts";
import { readFactWeeks } from "../../../server/src/store/retention/fact-partitions.ts";
import { sweepNames } from "../../../server/src/store/retention/sweep-names.ts";
import { verifyDay } from "../../../server/src/store/verify/verify-day.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { changingHour } from "../../support/long-world.ts";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { hoursFrom, storeHour, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const DAY = Date.UTC(2026, 10, 10);

let database: TestDatabase;

let turn: Omit<Parameters<typeof makeDueDays>[0], "now">;
let failures: number[];

beforeAll(async () => {
  database = await createTestDatabase();
  failures = [];
  turn = {
    database,
    signal: new AbortController().signal,
    onFailure: ({ clusterId }) => failures.push(clusterId),
  };
});

afterAll(async () => {
  await database.drop();
});

async function stands(clusterId: number, day: Instant): Promise<boolean | undefined> {
  const { rows } = await database.primary.query<{ stands: boolean }>(
    "select stands from cluster_day where cluster_id = $1 and day = $2",
    [clusterId, new Date(day)],
  );
  return rows[0]?.stands;
}

async function isDue(clusterId: number, now: Instant): Promise<boolean> {
  const due = await readDueDays(database, { now, limit: 100 });
  return due.some((place) => place.clusterId === clusterId);
}

test("a day is due once it has ended and has all of its hours; one that lacks some, when it is quiet", async () => {
  const whole = await storeHours(database, "whole", hoursFrom(DAY, 24).map(changingHour));
  const holed = await storeHours(database, "holed", hoursFrom(DAY, 23).map(changingHour));
  const lastWrite = DAY + 26 * HOUR_MS;

  expect(await isDue(whole, DAY + 23 * HOUR_MS)).toBe(false);
  expect(await isDue(whole, DAY + DAY_MS)).toBe(true);
  expect(await isDue(holed, lastWrite + 5 * MINUTE_MS)).toBe(false);
  expect(await isDue(holed, lastWrite + 16 * MINUTE_MS)).toBe(true);

  await makeDueDays({ ...turn, now: lastWrite + HOUR_MS });
  expect([await stands(whole, DAY), await stands(holed, DAY)]).toEqual([true, true]);
});

test("a day that cannot be made is told of, and does not keep the others from being made", async () => {
  const broken = await storeHours(database, "broken", [changingHour(DAY + DAY_MS)]);
  const sound = await storeHours(database, "sound", [changingHour(DAY)]);
  // Its sums do not fit into their columns.
  await database.primary.query(
    "update namespace_hour set cpu_nano = 9223372036854775807 where cluster_id = $1",
    [broken],
  );

  await makeDueDays({ ...turn, now: DAY + 3 * DAY_MS });

  expect(failures).toEqual([broken]);
  expect([await stands(broken, DAY + DAY_MS), await stands(sound, DAY)]).toEqual([false, true]);
  await database.primary.query("delete from cluster_day where cluster_id = $1", [broken]);
  await database.primary.query("delete from cluster_hour where cluster_id = $1", [broken]);
});

test("an hour that is written strikes its day, one that is unchanged does not", async () => {
  const clusterId = await storeHours(database, "struck", hoursFrom(DAY, 3).map(changingHour));
  await makeDay(database, { clusterId, day: DAY });

  await storeHour(database, clusterId, changingHour(DAY));
  const after = await stands(clusterId, DAY);
  await storeHour(database, clusterId, { ...changingHour(DAY + 8 * HOUR_MS), hour: DAY });

  expect([after, await stands(clusterId, DAY)]).toEqual([true, false]);
});

test("hours that are written while their day is being made are never missing from a day that stands", async () => {
  const clusterId = await storeHours(database, "raced", [changingHour(DAY)]);
  const state = { written: false };
  const writing = (async () => {
    for (const hour of hoursFrom(DAY, 24)) await storeHour(database, clusterId, changingHour(hour));
    state.written = true;
  })();

  const wrong: unknown[] = [];
  while (!state.written) {
    await makeDay(database, { clusterId, day: DAY });
    const differences = await inSnapshot(database, EVERYTHING, (client) =>
      verifyDay(client, { clusterId, day: DAY }),
    );
    wrong.push(...(differences ?? []));
  }
  await writing;
  await makeDay(database, { clusterId, day: DAY });

  const { rows } = await database.primary.query<{ hours: number }>(
    "select hours from cluster_day where cluster_id = $1",
    [clusterId],
  );
  expect(wrong).toEqual([]);
  expect(rows).toEqual([{ hours: 2 ** 24 - 1 }]);
});

/** What the sums of an open day hold, told by the hours that a question over it reads by the hour. */
async function openUntil(clusterId: number): Promise<Instant | undefined> {
  const selection = { clusterIds: [clusterId], start: DAY, end: DAY + DAY_MS, filter: {}, partial: null };
  const { stretches } = await inSnapshot(database, EVERYTHING, (client) => withStretches(client, selection));
  return stretches[0]?.days[0]?.end;
}

test("the sums of an open day go on holding its first hours until one of those is written", async () => {
  const clusterId = await storeHours(database, "open", hoursFrom(DAY, 3).map(changingHour));
  const place = { clusterId, day: DAY };
  const seen: unknown[] = [await openUntil(clusterId)];

  seen.push(await extendOpenDay(database, place), await openUntil(clusterId));
  await storeHour(database, clusterId, changingHour(DAY + 3 * HOUR_MS));
  seen.push(await openUntil(clusterId), await extendOpenDay(database, place), await openUntil(clusterId));
  seen.push(await extendOpenDay(database, place));
  await storeHour(database, clusterId, { ...changingHour(DAY + 8 * HOUR_MS), hour: DAY + HOUR_MS });
  seen.push(await openUntil(clusterId));

  const [three, four] = [DAY + 3 * HOUR_MS, DAY + 4 * HOUR_MS];
  expect(seen).toEqual([undefined, true, three, three, true, four, false, undefined]);
});

test("of two open days in a row each is read as far as its own sums go", async () => {
  const next = DAY + DAY_MS;
  const clusterId = await storeHours(database, "stalled", hoursFrom(DAY, 3).map(changingHour));
  await extendOpenDay(database, { clusterId, day: DAY });
  for (const hour of [DAY + 5 * HOUR_MS, next, next + HOUR_MS])
    await storeHour(database, clusterId, changingHour(hour));
  await extendOpenDay(database, { clusterId, day: next });

  const window = { start: DAY, end: next + 2 * HOUR_MS };
  const { stretches } = await inSnapshot(database, EVERYTHING, (client) =>
    withStretches(client, { ...window, clusterIds: [clusterId], filter: {}, partial: null }),
  );

  expect(stretches[0]?.days).toEqual([
    { start: DAY, end: DAY + 3 * HOUR_MS },
    { start: next, end: window.end },
  ]);
  expect(stretches[0]?.hours).toEqual([{ start: DAY + 3 * HOUR_MS, end: next }]);
});

test("an open day is added to at once, begun anew when it is quiet, and no more once it stands", async () => {
  const clusterId = await storeHours(database, "added", hoursFrom(DAY, 3).map(changingHour));
  const place = { clusterId, day: DAY };
  const isOpenDue = async (now: Instant): Promise<boolean> =>
    (await readOpenDays(database, now)).some((each) => each.clusterId === clusterId);
  const written = DAY + 6 * HOUR_MS;
  const seen = [await isOpenDue(written + 30_000), await isOpenDue(written + 2 * MINUTE_MS)];
  await extendOpenDay(database, place);
  seen.push(await isOpenDue(written + HOUR_MS));
  await storeHour(database, clusterId, changingHour(DAY + 3 * HOUR_MS));
  seen.push(await isOpenDue(written + HOUR_MS));
  // As a server writes that knows nothing of open days.
  await database.primary.query("update cluster_day set written_at = $2 where cluster_id = $1", [
    clusterId,
    new Date(written + 2 * HOUR_MS),
  ]);
  seen.push((await openUntil(clusterId)) === undefined);
  await makeDay(database, place);

  expect(seen).toEqual([false, true, false, true, true]);
  expect([await extendOpenDay(database, place), await isOpenDue(written + 9 * HOUR_MS)]).toEqual([
    false,
    false,
  ]);
});

test("a week is due once its days stand, and again when one of them was made of other hours", async () => {
  const monday = Date.UTC(2026, 10, 9);
  const days = Array.from({ length: 7 }, (_, index) => monday + index * DAY_MS);
  const clusterId = await storeHours(database, "weekly", days.map(changingHour));
  const isWeekDue = async (): Promise<boolean> =>
    (await readDueWeeks(database, 100)).some((each) => each.clusterId === clusterId && each.day === monday);
  const place = { clusterId, day: monday };
  const seen = [await isWeekDue(), await makeWeek(database, place)];

  for (const day of days) await makeDay(database, { clusterId, day });
  seen.push(await isWeekDue(), await makeWeek(database, place), await isWeekDue());
  await storeHour(database, clusterId, { ...changingHour(monday + 3 * HOUR_MS), hour: monday + 2 * DAY_MS });
  seen.push(await isWeekDue());
  await makeDay(database, { clusterId, day: monday + 2 * DAY_MS });

  expect([...seen, await isWeekDue()]).toEqual([false, false, true, true, false, false, true]);
});

test("what a server that knows nothing of days has written is noticed", async () => {
  const clusterId = await storeHours(database, "older", hoursFrom(DAY, 2).map(changingHour));
  await makeDay(database, { clusterId, day: DAY });
  await database.primary.query(
    "update cluster_hour set version = version + 1 where cluster_id = $1 and hour = $2",
    [clusterId, new Date(DAY)],
  );
  const never = await storeHours(database, "never", [changingHour(DAY)]);
  await database.primary.query("delete from cluster_day where cluster_id = $1", [never]);

  await strikeUnknownHours(database, DAY + 2 * DAY_MS);

  expect([await stands(clusterId, DAY), await stands(never, DAY)]).toEqual([false, false]);
});

test("a day that lacks hours keeps its container-hours while a backfill may be on its way", async () => {
  const old = DAY - 300 * DAY_MS;
  const clusterId = await storeHours(database, "backfilled", [changingHour(old)]);
  const writtenAt = DAY + 30 * DAY_MS;
  await database.primary.query("update cluster_day set written_at = $2 where cluster_id = $1", [
    clusterId,
    new Date(writtenAt),
  ]);
  const weekIsThere = async (): Promise<boolean> =>
    (await readFactWeeks(database)).some((week) => week.start <= old && old < week.end);
  const retention = { retentionHourlyDays: 90, retentionDailyDays: 1_100 };

  await maintain({ ...turn, now: writtenAt + DAY_MS }, retention);
  const soon = await weekIsThere();
  await maintain({ ...turn, now: writtenAt + 8 * DAY_MS }, retention);

  expect([soon, await weekIsThere()]).toEqual([true, false]);
});

/** An hour with one pod that has no uid, so that it is the same one whenever its name comes back. */
function namedHour(hour: Instant, name: string) {
  const pod = createPod({ name, uid: "", containers: [createContainer()] });
  return createObservation({ hour, nodes: [createNode()], pods: [pod] });
}

test("a pod that comes back after it was swept is known again, and one in use is never swept", async () => {
  const clusterId = await storeHours(database, "swept", [namedHour(DAY, "web-0"), namedHour(DAY, "old-0")]);
  await storeHour(database, clusterId, namedHour(DAY, "web-0"));
  await makeDay(database, { clusterId, day: DAY });
  // Nothing but today's hour is left that refers to any pod; its day is not made yet.
  await database.primary.query("update pod set kept_through = $2 where cluster_id = $1", [
    clusterId,
    new Date(DAY - DAY_MS),
  ]);
  await database.primary.query(
    "insert into pod (cluster_id, namespace_id, uid, name, kept_through) values ($1, 0, '', 'gone-0', $2)",
    [clusterId, new Date(DAY - DAY_MS)],
  );
  await storeHour(database, clusterId, namedHour(DAY + HOUR_MS, "web-0"));

  const swept = await sweepNames(database, clusterId);
  await storeHour(database, clusterId, namedHour(DAY + 2 * HOUR_MS, "old-0"));

  const { rows } = await database.primary.query<{ name: string | null }>(
    `select pod.name from container_hour left join pod using (cluster_id, pod_id)
     where cluster_id = $1 order by hour`,
    [clusterId],
  );
  expect(swept).toBeGreaterThanOrEqual(2);
  expect(rows.map((row) => row.name)).toEqual(["web-0", "web-0", "old-0"]);
});
