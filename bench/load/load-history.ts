import { DAY_MS, type Instant } from "@kubecent/shared";
import { changeData } from "../../server/src/store/names/cluster-marks.ts";
import { inTransaction } from "../../server/src/store/connection/transaction.ts";
import { makeOpenDaysAndSpans } from "../../server/src/store/retention/maintenance.ts";
import { extendOpenDay } from "../../server/src/store/sums/days/open-day.ts";
import type { BenchCluster } from "./loaded-cluster.ts";
import { TEMPLATE_DAYS } from "./loaded-cluster.ts";
import { copyDays } from "./copy-days.ts";

const WEEK_MS = 7 * DAY_MS;
/** Weeks of container-hours begin on a Monday; the first day of all instants was a Thursday. */
const MONDAY = 4 * DAY_MS;
/** One for each of two cores. */
const WRITERS = 2;

/** How far back a cluster is to reach, in days before today, and how many of them keep their container-hours. */
export interface History {
  readonly fromDays: number;
  readonly toDays: number;
  readonly factDays: number;
}

/** Fills today, up to the last hour that is due. */
export async function loadToday(cluster: BenchCluster): Promise<void> {
  const { today, dueEnd } = cluster;
  if (dueEnd === today) return;
  await makePartitions(cluster, today, true);
  await copyDays(cluster, [{ day: today, withFacts: true, before: dueEnd }], () => undefined);
  await extendOpenDay(cluster.database, { clusterId: cluster.clusterId, day: today });
}

/** Fills the days from `fromDays` to `toDays` before today, a week to a transaction. */
export async function loadHistory(
  cluster: BenchCluster,
  { fromDays, toDays, factDays }: History,
  onDay: (done: number, total: number) => void,
): Promise<void> {
  const { today } = cluster;
  const first = today - toDays * DAY_MS;
  const end = today - Math.max(fromDays, TEMPLATE_DAYS) * DAY_MS;
  const oldestFact = weekOf(today - factDays * DAY_MS);
  const days = Array.from(
    { length: Math.max(0, Math.round((end - first) / DAY_MS)) },
    (_, index) => first + index * DAY_MS,
  );
  for (const day of days) await makePartitions(cluster, day, day >= oldestFact);
  const weeks = [...Map.groupBy(days, weekOf).values()].toReversed();
  let done = 0;
  const write = async (): Promise<void> => {
    for (let week = weeks.shift(); week; week = weeks.shift()) {
      const copies = week.map((day) => ({ day, withFacts: day >= oldestFact }));
      await copyDays(cluster, copies, () => onDay(++done, days.length));
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await makeSpans(cluster);
  await inTransaction(cluster.database, (client) => changeData(client, cluster.clusterId));
}

/** Makes what a collector makes of days in its looks at them. */
async function makeSpans({ database, dueEnd }: BenchCluster): Promise<void> {
  const look = (): Promise<number> =>
    makeOpenDaysAndSpans({
      database,
      now: dueEnd,
      signal: new AbortController().signal,
      onFailure: (_, error) => {
        throw error;
      },
    });
  while ((await look()) > 0);
}

function weekOf(day: Instant): Instant {
  return Math.floor((day - MONDAY) / WEEK_MS) * WEEK_MS + MONDAY;
}

/** In transactions of their own: who makes a partition holds a lock until the end. */
function makePartitions({ database }: BenchCluster, day: Instant, withFacts: boolean): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query("select ensure_container_day_partition($1)", [new Date(day)]);
    if (withFacts) await client.query("select ensure_container_hour_partition($1)", [new Date(day)]);
  });
}
