import { DAY_MS, type Instant } from "@kubecent/shared";
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
  await copyDays(cluster, [{ day: today, withFacts: true, before: dueEnd }], () => undefined);
}

/**
 * Fills the days from `fromDays` to `toDays` before today: week by week, as container-hours are partitioned, so that
 * a week is written into a table that nobody else sees yet.
 */
export async function loadHistory(
  cluster: BenchCluster,
  { fromDays, toDays, factDays }: History,
  onDay: (done: number, total: number) => void,
): Promise<void> {
  const { today } = cluster;
  const first = today - toDays * DAY_MS;
  const end = today - Math.max(fromDays, TEMPLATE_DAYS) * DAY_MS;
  const oldestFact = weekOf(today - factDays * DAY_MS);
  const days = Array.from({ length: Math.max(0, Math.round((end - first) / DAY_MS)) }, (_, index) => first + index * DAY_MS);
  const weeks = [...Map.groupBy(days, weekOf).values()].toReversed();
  let done = 0;
  const write = async (): Promise<void> => {
    for (let week = weeks.shift(); week; week = weeks.shift()) {
      const copies = week.map((day) => ({ day, withFacts: day >= oldestFact }));
      await copyDays(cluster, copies, () => onDay(++done, days.length));
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await cluster.pool.query(
    "update cluster set data_version = data_version + 1 where cluster_id = $1",
    [cluster.clusterId],
  );
}

function weekOf(day: Instant): Instant {
  return Math.floor((day - MONDAY) / WEEK_MS) * WEEK_MS + MONDAY;
}
