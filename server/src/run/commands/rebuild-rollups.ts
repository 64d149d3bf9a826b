import { DAY_MS, type Instant } from "@kubecent/shared";
import type { Command } from "commander";
import { utcWeekOf } from "../../domain/windows/utc-day.ts";
import { makeDay } from "../../store/sums/days/make-day.ts";
import { extendOpenDay } from "../../store/sums/days/open-day.ts";
import { makeWeek } from "../../store/sums/spans/make-span.ts";
import type { StoredCluster } from "../../store/queries/clusters/stored-clusters.ts";
import { rebuildHour } from "../../store/verify/rebuild-hour.ts";
import { readStoredDays, type StoredDay } from "../../store/verify/stored-days.ts";
import { createProgressView } from "../collecting/progress-bar.ts";
import { type History, withAnyHistory } from "./command-options.ts";
import { namedClusters, type StoreStretch, stretchOf } from "./store-stretch.ts";
import { print, untilStopped, withDatabase } from "./with-database.ts";

/** `rebuild-rollups`. */
export function addRebuildRollups(program: Command): void {
  withAnyHistory(program.command("rebuild-rollups"))
    .description("make the sums of hours and days anew from their rows")
    .action((options: Partial<History>) =>
      withDatabase(async (database) => {
        const work = { database, print, signal: untilStopped(), now: Date.now() };
        process.exitCode = await rebuildRollups({ ...work, ...options });
      }),
    );
}

interface Tally {
  rebuilt: number;
  unchanged: number;
  /** Hours whose container-hours were dropped. */
  gone: number;
  days: number;
}

/**
 * Makes sums by the hour anew where they differ from their rows, and the sums of every ended day, each in a
 * transaction of its own. Returns the exit code: 1 where it was stopped, or there is no such cluster.
 */
export async function rebuildRollups(stretch: StoreStretch & { readonly now: Instant }): Promise<number> {
  const clusters = await namedClusters(stretch);
  for (const cluster of clusters) {
    const tally = await rebuildCluster(stretch, cluster);
    stretch.print(
      `${cluster.name}: sums of ${tally.rebuilt} hours and ${tally.days} days made anew, ${tally.unchanged} hours were ` +
        `right, of ${tally.gone} the rows are not kept`,
    );
  }
  return stretch.signal.aborted || (clusters.length === 0 && stretch.cluster !== undefined) ? 1 : 0;
}

async function rebuildCluster(
  stretch: StoreStretch & { readonly now: Instant },
  { clusterId, name }: StoredCluster,
): Promise<Tally> {
  const days = await readStoredDays(stretch.database, { clusterId, ...stretchOf(stretch) });
  const total = days.reduce((count, day) => count + day.hours.length, 0);
  const view = createProgressView(name, process.stderr, { purpose: "to make the sums of" });
  const tally: Tally = { rebuilt: 0, unchanged: 0, gone: 0, days: 0 };
  let done = 0;
  view.start(total);
  for (const day of days) {
    await rebuildHours(stretch, { day, tally }, () => view.update(++done, total));
    if (stretch.signal.aborted) break;
    const hasEnded = day.day + DAY_MS <= stretch.now;
    const isMade = hasEnded
      ? await makeDay(stretch.database, day)
      : await extendOpenDay(stretch.database, day, { isAnew: true });
    if (isMade) tally.days++;
  }
  // A week that is not whole, or not made yet, is left to the collector.
  for (const monday of new Set(days.map(({ day }) => utcWeekOf(day)))) {
    if (!stretch.signal.aborted) await makeWeek(stretch.database, { clusterId, day: monday });
  }
  view.stop();
  return tally;
}

async function rebuildHours(
  { database, signal }: StoreStretch,
  { day, tally }: { readonly day: StoredDay; readonly tally: Tally },
  onHour: () => void,
): Promise<void> {
  for (const hour of day.hours) {
    if (signal.aborted) return;
    tally[await rebuildHour(database, { clusterId: day.clusterId, hour })]++;
    onHour();
  }
}
