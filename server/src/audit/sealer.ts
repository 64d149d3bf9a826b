import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import type { ChainStatement } from "../store/audit-chain.ts";
import { acquireLease, type Lease, LeaseLostError, releaseLease, renewLease } from "../store/leases.ts";
import { cutOldRecords, type RecordsCut } from "./retention.ts";
import { sealBatch } from "./seal-records.ts";
import type { SigningKey } from "./signing-key.ts";
import { closeUnfinishedExports } from "./unfinished-exports.ts";

export interface SealerOptions {
  readonly pool: pg.Pool;
  readonly key: SigningKey;
  /** Who this process is among the replicas; unique. */
  readonly holder: string;
  readonly retentionDays: number;
  readonly onCheckpoint: (checkpoint: ChainStatement, records: number) => void;
  readonly onCut: (cut: RecordsCut) => void;
  /** Called when a pass fails; the next one tries again. */
  readonly onFailure: (error: unknown) => void;
}

/** Seals the audit log beside the service. */
export interface Sealer {
  /** Seals what there is, and hands over to another replica. */
  stop(): Promise<void>;
}

const LEASE_NAME = "audit-sealer";
const LEASE_MS = 10_000;
const SEAL_EVERY_MS = 1_000;
/** How often a replica that does not seal looks whether it should. */
const LOOK_EVERY_MS = 3_000;
const CUT_EVERY_MS = 3_600_000;

/**
 * Starts sealing: one replica does it at a time, every second. Once an hour it drops what is too old, and says of exports
 * whose process was killed that nobody knows how they ended.
 */
export function startSealer(options: SealerOptions): Sealer {
  const stopping = new AbortController();
  const state: SealerState = { lease: null, cutAt: 0 };
  const running = runSealer(options, state, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await handOver(options, state);
    },
  };
}

interface SealerState {
  lease: Lease | null;
  /** When retention and unfinished exports were last looked at, by the monotonic clock. */
  cutAt: number;
}

async function runSealer(options: SealerOptions, state: SealerState, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pass(options, state);
    const pauseMs = state.lease === null ? LOOK_EVERY_MS : SEAL_EVERY_MS;
    await wait(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function pass(options: SealerOptions, state: SealerState): Promise<void> {
  try {
    state.lease = await heldLease(options, state.lease);
    if (state.lease === null) return;
    await sealAll(options, state.lease);
    if (state.cutAt !== 0 && performance.now() - state.cutAt < CUT_EVERY_MS) return;
    state.cutAt = performance.now();
    await cutOldRecords(options, state.lease);
    await closeUnfinishedExports(options.pool, state.lease);
  } catch (error) {
    if (error instanceof LeaseLostError) state.lease = null;
    else options.onFailure(error);
  }
}

async function heldLease({ pool, holder }: SealerOptions, lease: Lease | null): Promise<Lease | null> {
  if (lease !== null && (await renewLease(pool, lease, LEASE_MS))) return lease;
  return acquireLease(pool, { name: LEASE_NAME, holder, ttlMs: LEASE_MS });
}

async function sealAll({ pool, key, onCheckpoint }: SealerOptions, lease: Lease): Promise<void> {
  let hasMore = true;
  while (hasMore) {
    const sealed = await sealBatch(pool, { lease, key });
    if (sealed) onCheckpoint(sealed.checkpoint, sealed.records);
    hasMore = sealed?.hasMore ?? false;
    if (hasMore) await renewLease(pool, lease, LEASE_MS);
  }
}

/** The last records of a process that stops are sealed by itself; where that fails, by the next one. */
async function handOver(options: SealerOptions, state: SealerState): Promise<void> {
  const { lease } = state;
  if (lease === null) return;
  state.lease = null;
  try {
    await sealAll(options, lease);
    await releaseLease(options.pool, lease);
  } catch (error) {
    if (!(error instanceof LeaseLostError)) options.onFailure(error);
  }
}
