import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage } from "@kubecent/shared";
import { nextDue, scheduleFault } from "../../domain/schedules/schedule.ts";
import { readDatabaseClock } from "../../store/collecting/collection.ts";
import type { Database } from "../../store/connection/database.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { readDueJobs, registerJob } from "../../store/jobs/stored-jobs.ts";
import type { Undo } from "../start/undo.ts";
import type { Job } from "./job.ts";
import { type JobParts, runJob } from "./run-job.ts";
import { serviceJobs } from "./service-jobs.ts";

/** Jobs at work beside the server. */
export interface RunningJobs {
  /** Tells runs under way to end, and waits for them. What they did not finish is done after the next start. */
  stop(): Promise<void>;
}

interface JobOptions extends JobParts {
  readonly jobs: readonly Job[];
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 15_000;

/** Runs the service's jobs for as long as it runs. */
export function startServiceJobs(
  database: Database,
  { holder, log, undo }: Pick<JobParts, "holder" | "log"> & { readonly undo: Undo },
): void {
  const now = (): Promise<number> => readDatabaseClock(database);
  const running = startJobs({ database, jobs: serviceJobs(database), holder, log, now });
  undo.add(() => running.stop());
}

/** Runs jobs when they are due. Every process that collects may do so: a lease for each job says which one does. */
export function startJobs(options: JobOptions): RunningJobs {
  for (const job of options.jobs) {
    const fault = scheduleFault(job);
    if (fault !== null) throw new Error(`job ${job.name}: ${fault}`);
  }
  const stopping = new AbortController();
  const running = runAll(options, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function runAll(options: JobOptions, signal: AbortSignal): Promise<void> {
  const { log, lookEveryMs = LOOK_EVERY_MS } = options;
  const underWay = new Map<string, Promise<void>>();
  let isKnown = false;
  while (!signal.aborted) {
    try {
      if (!isKnown) await register(options);
      isKnown = true;
      await look(options, underWay, signal);
    } catch (error) {
      if (!signal.aborted) log.warn("jobs.failed", { error: errorMessage(error) });
    }
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(underWay.values());
}

async function register({ database, now, jobs }: JobOptions): Promise<void> {
  const at = await now();
  await inTransaction(database, async (client) => {
    for (const { name, cron, zone } of jobs) {
      const nextAt = nextDue({ cron, zone }, at);
      if (nextAt !== null) await registerJob(client, { name, cron, zone, nextAt }, at);
    }
  });
}

/** A job whose last run is still under way here is left alone. */
async function look(
  options: JobOptions,
  underWay: Map<string, Promise<void>>,
  signal: AbortSignal,
): Promise<void> {
  const at = await options.now();
  const names = options.jobs.map(({ name }) => name);
  const due = await inTransaction(options.database, (client) => readDueJobs(client, names, at));
  for (const job of options.jobs) {
    if (!due.includes(job.name) || underWay.has(job.name)) continue;
    const run = runJob(options, job, signal).finally(() => underWay.delete(job.name));
    underWay.set(job.name, run);
  }
}
