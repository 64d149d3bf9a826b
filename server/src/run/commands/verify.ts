import { formatInstant } from "@kubecent/shared";
import type { Command } from "commander";
import type { StoredCluster } from "../../store/queries/clusters/stored-clusters.ts";
import { EVERYTHING } from "../../store/access/visibility.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";
import { readStoredDays, type StoredDay } from "../../store/verify/stored-days.ts";
import { verifyDay } from "../../store/verify/verify-day.ts";
import { type Differences, verifyHour, verifySealedHour } from "../../store/verify/verify-hour.ts";
import { createProgressView } from "../collecting/progress-bar.ts";
import { type History, withAnyHistory } from "./command-options.ts";
import { namedClusters, type StoreStretch, stretchOf } from "./store-stretch.ts";
import { print as printLine, untilStopped, withDatabase } from "./with-database.ts";

/** `verify`. */
export function addVerify(program: Command): void {
  withAnyHistory(program.command("verify"))
    .description("count what is stored anew (checksums, closure, sums) and name what differs")
    .action((options: Partial<History>) =>
      withDatabase(async (database) => {
        process.exitCode = await verify({ database, print: printLine, signal: untilStopped(), ...options });
      }),
    );
}

interface Tally {
  hours: number;
  days: number;
  wrong: number;
  /** Stored before quantities were kept, or without container-hours: their checksums cannot be counted anew. */
  unverifiable: number;
  stopped: boolean;
}

/**
 * Counts what is stored anew, an hour at a time: checksums, closure, and sums by the hour and by the day. Says
 * what differs on stdout, and returns the exit code: 1 where anything does.
 */
export async function verify(stretch: StoreStretch): Promise<number> {
  const clusters = await namedClusters(stretch);
  let code = clusters.length > 0 || stretch.cluster === undefined ? 0 : 1;
  for (const cluster of clusters) {
    const tally = await verifyCluster(stretch, cluster);
    stretch.print(
      `${cluster.name}: ${tally.hours} hours and ${tally.days} days counted anew, ${tally.wrong} differ, ` +
        `${tally.unverifiable} hours of which no rows or quantities are kept${tally.stopped ? ", stopped early" : ""}`,
    );
    if (tally.wrong > 0 || tally.stopped) code = 1;
  }
  return code;
}

async function verifyCluster(stretch: StoreStretch, { clusterId, name }: StoredCluster): Promise<Tally> {
  const days = await readStoredDays(stretch.database, { clusterId, ...stretchOf(stretch) });
  const total = days.reduce((count, day) => count + day.hours.length, 0);
  const view = createProgressView(name, process.stderr, { purpose: "to verify" });
  const tally: Tally = { hours: 0, days: 0, wrong: 0, unverifiable: 0, stopped: false };
  let done = 0;
  view.start(total);
  for (const day of days) {
    tally.stopped = stretch.signal.aborted;
    if (tally.stopped) break;
    await verifyHours(stretch, { name, day, tally }, () => view.update(++done, total));
    const differences = await inSnapshot(stretch.database, EVERYTHING, (client) => verifyDay(client, day));
    if (differences) {
      tally.days++;
      report(
        stretch,
        tally,
        differences.map((each) => `${name} day ${formatInstant(day.day)}: ${each}`),
      );
    }
  }
  view.stop();
  return tally;
}

interface DayUnderway {
  readonly name: string;
  readonly day: StoredDay;
  readonly tally: Tally;
}

async function verifyHours(
  stretch: StoreStretch,
  { name, day, tally }: DayUnderway,
  onHour: () => void,
): Promise<void> {
  for (const hour of day.hours) {
    if (stretch.signal.aborted) return;
    const place = { clusterId: day.clusterId, hour };
    const differences = await inSnapshot(stretch.database, EVERYTHING, (client) =>
      day.isSealed ? verifySealedHour(client, place) : verifyHour(client, place),
    );
    tally[differences && !day.isSealed ? "hours" : "unverifiable"]++;
    if (differences)
      report(
        stretch,
        tally,
        differences.map((each) => `${name} hour ${formatInstant(hour)}: ${each}`),
      );
    onHour();
  }
}

function report({ print }: StoreStretch, tally: Tally, differences: Differences): void {
  if (differences.length > 0) tally.wrong++;
  for (const difference of differences) print(difference);
}
