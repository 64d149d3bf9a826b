import { errorMessage, formatInstant, HOUR_MS, type Instant } from "@kubecent/shared";
import type { Command } from "commander";
import type { Database } from "../../store/connection/database.ts";
import { collectHours } from "../../collector/collect-hours.ts";
import { lastDueEnd } from "../../domain/windows/due.ts";
import { firstHour } from "../../domain/windows/resolve-window.ts";
import { registerOne } from "../collecting/collected-clusters.ts";
import { configuredCluster, type ConfiguredCluster } from "../start/configured-clusters.ts";
import { readStoredSettings } from "../../store/shared-state/runtime-settings.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { hourRules } from "../collecting/hour-rules.ts";
import { FoundSummary } from "../collecting/found-summary.ts";
import { createProgressView } from "../collecting/progress-bar.ts";
import { type History, withHistory } from "./command-options.ts";
import { untilStopped, withDatabase } from "./with-database.ts";

/** `collect`. */
export function addCollect(program: Command): void {
  withHistory(program.command("collect"))
    .description("collect a stretch of a cluster's history, stored already or not, with progress")
    .action(({ cluster: name, start, end }: History) =>
      withDatabase(async (database, settings) => {
        const cluster = await configuredCluster(settings, name);
        const work = { database, cluster, start, end, now: Date.now(), signal: untilStopped() };
        process.exitCode = await collect(work);
      }),
    );
}

/** A stretch of a cluster's history to collect, whether it is stored already or not. */
export interface CollectOptions {
  readonly database: Database;
  readonly cluster: ConfiguredCluster;
  readonly start: Instant;
  readonly end: Instant;
  readonly now: Instant;
  readonly signal: AbortSignal;
}

/** Collects a stretch of history with progress on stderr, and returns the exit code. */
export async function collect(options: CollectOptions): Promise<number> {
  const hours = hoursOldestFirst(options);
  if (hours.length === 0) {
    process.stderr.write(
      `No due hour begins between ${formatInstant(options.start)} and ${formatInstant(options.end)}. An hour is due ten minutes after its end: choose an earlier stretch.\n`,
    );
    return 1;
  }
  const { name } = options.cluster;
  const registered = await registerOne(options.cluster, options.database, () => Date.now());
  // As the server would: what was chosen at run time holds for an operator's hours too.
  const { content } = await inTransaction(options.database, readStoredSettings);
  const settings = { priceBooks: {}, labelAllowList: null, ...content };
  const cluster = { ...registered, rules: hourRules(registered, () => settings) };
  const view = createProgressView(name, process.stderr);
  let done = 0;
  view.start(hours.length);
  const failures: string[] = [];
  const found = new FoundSummary(registered.priceBook.currency);
  const outcome = await collectHours(cluster, hours, {
    signal: options.signal,
    onHour: (collected) => {
      view.update(++done, hours.length);
      found.note(collected.hour, collected.found);
    },
    onFailure: (hour, error) => failures.push(`${formatInstant(hour)}: ${errorMessage(error)}`),
  });
  view.stop();
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  for (const line of found.lines()) process.stderr.write(`${line}\n`);
  process.stdout.write(
    `${name}: ${outcome.written} hours written, ${outcome.unchanged} unchanged, ${outcome.failed} failed, ${outcome.skipped} not tried\n`,
  );
  return outcome.failed + outcome.skipped === 0 ? 0 : 1;
}

function hoursOldestFirst({ start, end, now }: CollectOptions): Instant[] {
  const hours: Instant[] = [];
  const last = Math.min(end, lastDueEnd(now));
  for (let hour = firstHour(start); hour < last; hour += HOUR_MS) hours.push(hour);
  return hours;
}
