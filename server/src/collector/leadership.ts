import { pause } from "./pause.ts";
import type { Database } from "../store/connection/database.ts";
import {
  acquireLease,
  type Lease,
  type LeaseClaim,
  releaseLease,
  renewLease,
} from "../store/collecting/leases.ts";

export interface LeadershipOptions extends LeaseClaim {
  readonly database: Database;
  readonly onTaken: (lease: Lease) => void;
  readonly onLost: (lease: Lease) => void;
  readonly onFailure: (error: unknown) => void;
}

/** What only the holder of the lease does, until its signal says stop. */
type LedWork = (lease: Lease, signal: AbortSignal) => Promise<void>;

/**
 * Does work while this process holds a lease, and waits for the lease while another one does. The work is told
 * to stop when the lease is lost, and the lease is handed over when the work was told to stop.
 */
export async function lead(options: LeadershipOptions, work: LedWork, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await leadOnce(options, work, signal);
    await pause(pauseOf(options), signal);
  }
}

/** Does work under a lease if nobody else holds it, and hands it over afterwards. */
export async function leadOnce(
  options: LeadershipOptions,
  work: LedWork,
  signal: AbortSignal,
): Promise<void> {
  const lease = await tried(options, () => acquireLease(options.database, options));
  if (lease) await leadTerm({ options, lease, pauseMs: pauseOf(options) }, work, signal);
}

/** Three tries within a lease's life: one that fails is not the end of it. */
function pauseOf({ ttlMs }: LeadershipOptions): number {
  return ttlMs / 3;
}

interface Term {
  readonly options: LeadershipOptions;
  readonly lease: Lease;
  readonly pauseMs: number;
}

async function leadTerm(
  { options, lease, pauseMs }: Term,
  work: LedWork,
  signal: AbortSignal,
): Promise<void> {
  options.onTaken(lease);
  const over = new AbortController();
  const term = AbortSignal.any([signal, over.signal]);
  const losing = renewUntilLost({ options, lease, pauseMs }, term).finally(() => over.abort());
  try {
    await work(lease, term);
  } finally {
    over.abort();
    if (await losing) options.onLost(lease);
    else await tried(options, () => releaseLease(options.database, lease));
  }
}

/** True when the lease is lost; false when the signal says that it is not needed any more. */
async function renewUntilLost({ options, lease, pauseMs }: Term, signal: AbortSignal): Promise<boolean> {
  let heldUntil = performance.now() + options.ttlMs;
  while (!signal.aborted) {
    await pause(pauseMs, signal);
    if (signal.aborted) return false;
    const askedAt = performance.now();
    const isHeld = await tried(options, () => renewLease(options.database, lease, options.ttlMs));
    if (isHeld) heldUntil = askedAt + options.ttlMs;
    // A database that cannot be asked may have given the lease away as soon as its time was over.
    if (isHeld === false || performance.now() > heldUntil) return true;
  }
  return false;
}

/** Null where the database could not be asked. */
async function tried<Result>(
  { onFailure }: LeadershipOptions,
  ask: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await ask();
  } catch (error) {
    onFailure(error);
    return null;
  }
}
