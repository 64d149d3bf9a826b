import { errorMessage, HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import type pg from "pg";
import { leadOnce } from "../../collector/leadership.ts";
import { lastDue, nextDue, type Schedule } from "../../domain/schedules/schedule.ts";
import type { Log } from "../../log/logger.ts";
import { assertLease, type Lease } from "../../store/collecting/leases.ts";
import type { Database } from "../../store/connection/database.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { beginRun, endRun, failRun, type RunKey } from "../../store/jobs/job-runs.ts";
import { delayJob, lockDueJob, moveJob } from "../../store/jobs/stored-jobs.ts";
import type { Job } from "./job.ts";

/** What jobs are run with. */
export interface JobParts {
  readonly database: Database;
  /** Who this process is to others that share its database: see `leaseHolder`. */
  readonly holder: string;
  readonly log: Log;
  /** The database's clock: processes whose clocks differ agree on what is due. */
  readonly now: () => Promise<Instant>;
}

/** How long others wait for a process that is gone without a word. */
const TTL_MS = 15_000;
/** A run that fails is tried again after a minute, then 4, 16, and each hour. */
const FIRST_RETRY_MS = MINUTE_MS;
const LONGEST_RETRY_MS = HOUR_MS;

interface BegunRun extends RunKey {
  readonly schedule: Schedule;
  readonly attempt: number;
}

/** Runs a job that is due, unless another process does. Never throws: what fails is noted and tried again. */
export async function runJob(parts: JobParts, job: Job, signal: AbortSignal): Promise<void> {
  const { database, holder, log } = parts;
  const onFailure = (error: unknown): void =>
    log.warn("job.failed", { job: job.name, error: errorMessage(error) });
  try {
    await leadOnce(
      {
        database,
        name: `job/${job.name}`,
        holder,
        ttlMs: TTL_MS,
        onTaken: () => undefined,
        onLost: ({ token }) => log.warn("job.lost", { job: job.name, lease_token: token.toString() }),
        onFailure,
      },
      (lease, term) => runLed(parts, job, { lease, signal: term }),
      signal,
    );
  } catch (error) {
    if (!signal.aborted) onFailure(error);
  }
}

interface Term {
  readonly lease: Lease;
  readonly signal: AbortSignal;
}

async function runLed(parts: JobParts, job: Job, term: Term): Promise<void> {
  const run = await begin(parts, job.name, term.lease);
  if (!run) return;
  const { database, log } = parts;
  const { name, dueAt, attempt } = run;
  const assertHeld = (client: pg.ClientBase): Promise<void> => assertLease(client, term.lease);
  const finish = (client: pg.ClientBase): Promise<void> => end(client, run, term.lease);
  const startedAt = performance.now();
  try {
    await job.run({ dueAt, attempt, signal: term.signal, assertHeld, finish });
    await inTransaction(database, finish);
    log.info("job.done", {
      job: name,
      attempts: attempt,
      duration_ms: Math.round(performance.now() - startedAt),
    });
  } catch (error) {
    if (!term.signal.aborted) await noteFailure(parts, run, { lease: term.lease, error });
  }
}

/** Null where another process was faster. */
async function begin({ database, now }: JobParts, name: string, lease: Lease): Promise<BegunRun | null> {
  const at = await now();
  return inTransaction(database, async (client) => {
    const job = await lockDueJob(client, name, at);
    if (!job) return null;
    const dueAt = lastDue(job, job.nextAt, at) ?? job.nextAt;
    const attempt = await beginRun(client, { name, dueAt });
    if (attempt === null) await moveOn(client, { name, dueAt, schedule: job });
    await assertLease(client, lease);
    return attempt === null ? null : { name, dueAt, schedule: job, attempt };
  });
}

async function end(client: pg.ClientBase, run: BegunRun, lease: Lease): Promise<void> {
  await endRun(client, run);
  await moveOn(client, run);
  await assertLease(client, lease);
}

async function moveOn(
  client: pg.ClientBase,
  { name, dueAt, schedule }: Omit<BegunRun, "attempt">,
): Promise<void> {
  const next = nextDue(schedule, dueAt);
  if (next !== null) await moveJob(client, name, next);
}

async function noteFailure(
  { database, now, log }: JobParts,
  run: BegunRun,
  { lease, error }: { readonly lease: Lease; readonly error: unknown },
): Promise<void> {
  const { name, attempt } = run;
  log.warn("job.failed", { job: name, attempts: attempt, error: errorMessage(error) });
  const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 4 ** (attempt - 1));
  const retryAt = (await now()) + waitMs;
  await inTransaction(database, async (client) => {
    await failRun(client, run, errorMessage(error));
    await delayJob(client, name, retryAt);
    await assertLease(client, lease);
  });
}
