import { setTimeout as wait } from "node:timers/promises";
import type { ChainFault } from "@kubecent/shared";
import type { Database } from "../store/connection/database.ts";
import type { ChainStatement } from "../store/audit-log/audit-chain.ts";
import {
  acquireLease,
  type Lease,
  LeaseLostError,
  releaseLease,
  renewLease,
} from "../store/collecting/leases.ts";
import type { ChainMemory } from "./chain-memory.ts";
import { ChainRefusedError } from "./judge-chain.ts";
import { cutOldRecords, type RecordsCut } from "./cut-old-records.ts";
import { sealBatch } from "./seal-records.ts";
import { createSealingDelay, type SealingDelay } from "./sealing-trouble.ts";
import type { SigningKey, TrustedKeys } from "./signing-key.ts";
import { closeUnfinishedExports } from "./export-records.ts";
import { lookAtChain, SEALER_LEASE, type SealingHolder } from "./look-at-chain.ts";

export interface SealerOptions {
  readonly database: Database;
  readonly key: SigningKey;
  /** The keys whose checkpoints count. */
  readonly keys: TrustedKeys;
  readonly memory: ChainMemory;
  /** Who this process is among the replicas; unique. */
  readonly holder: string;
  readonly auditRetentionDays: number;
  readonly onCheckpoint: (checkpoint: ChainStatement, records: number) => void;
  readonly onCut: (cut: RecordsCut) => void;
  /** Called when a pass fails; the next one tries again. */
  readonly onFailure: (error: unknown) => void;
  /** Called in each pass: what is wrong with the chain, so that nothing is sealed; null where nothing is. */
  readonly onJudged: (fault: ChainFault | null) => void;
  /** Called in each pass with how long records have waited, and which replica holds the lease for sealing; null where none is known. */
  readonly onDelay: (seconds: number, holder: SealingHolder | null) => void;
}

/** Seals the audit log beside the service. */
export interface Sealer {
  /** Age of the oldest record that waits to be sealed. */
  unsealedSeconds(): number;
  /** Seals what there is, and hands over to another replica. */
  stop(): Promise<void>;
}

const LEASE_MS = 10_000;
const SEAL_EVERY_MS = 1_000;
/** How often a replica that does not seal looks whether it should. */
const LOOK_EVERY_MS = 3_000;
const CUT_EVERY_MS = 3_600_000;

/**
 * Starts sealing: one replica does it at a time, every second. Once an hour it drops what is too old, and says of exports
 * whose process was killed that nobody knows how they ended. All replicas look whether the chain is what they remember;
 * one that finds it otherwise keeps the lease, if it has it: another may remember less.
 */
export function startSealer(options: SealerOptions): Sealer {
  const stopping = new AbortController();
  const delay = createSealingDelay(() => performance.now());
  const state: SealerState = { lease: null, cutAt: 0, delay };
  const running = runSealer(options, state, stopping.signal);
  return {
    unsealedSeconds: () => delay.seconds(),
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
  readonly delay: SealingDelay;
}

async function runSealer(options: SealerOptions, state: SealerState, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pass(options, state);
    const pauseMs = state.lease === null ? LOOK_EVERY_MS : SEAL_EVERY_MS;
    await wait(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function pass(options: SealerOptions, state: SealerState): Promise<void> {
  let holder: SealingHolder | null = null;
  try {
    state.lease = await heldLease(options, state.lease);
    const isSound = state.lease === null || (await sealOrRefuse(options, state.lease));
    const look = await lookAtChain(options);
    ({ holder } = look);
    state.delay.measured(look.unsealedSeconds);
    if (isSound) options.onJudged(look.fault);
    if (state.lease && isSound && !look.fault) await tidyUp(options, state, state.lease);
  } catch (error) {
    if (error instanceof LeaseLostError) state.lease = null;
    else options.onFailure(error);
  }
  options.onDelay(state.delay.seconds(), holder);
}

async function tidyUp(options: SealerOptions, state: SealerState, lease: Lease): Promise<void> {
  if (state.cutAt !== 0 && performance.now() - state.cutAt < CUT_EVERY_MS) return;
  state.cutAt = performance.now();
  await closeUnfinishedExports(options.database, lease);
  await cutOldRecords(options, lease);
}

async function heldLease({ database, holder }: SealerOptions, lease: Lease | null): Promise<Lease | null> {
  if (lease !== null && (await renewLease(database, lease, LEASE_MS))) return lease;
  return acquireLease(database, { name: SEALER_LEASE, holder, ttlMs: LEASE_MS });
}

/** Seals all that can be sealed. False where the chain is not what it should be, and nothing is. */
async function sealOrRefuse(options: SealerOptions, lease: Lease): Promise<boolean> {
  try {
    await sealAll(options, lease);
    return true;
  } catch (error) {
    if (!(error instanceof ChainRefusedError)) throw error;
    options.onJudged(error.fault);
    return false;
  }
}

async function sealAll(options: SealerOptions, lease: Lease): Promise<void> {
  const { database, key, keys, memory, onCheckpoint } = options;
  let hasMore = true;
  while (hasMore) {
    const sealed = await sealBatch(database, { lease, key, keys, remembered: memory.last() });
    if (sealed) {
      onCheckpoint(sealed.checkpoint, sealed.records);
      // Only now, for what was not committed must not be missed later.
      await memory.remember(sealed.checkpoint.statement);
    }
    hasMore = sealed?.hasMore ?? false;
    if (hasMore) await renewLease(database, lease, LEASE_MS);
  }
}

/** The last records of a process that stops are sealed by itself; where that fails, by the next one. */
async function handOver(options: SealerOptions, state: SealerState): Promise<void> {
  const { lease } = state;
  if (lease === null) return;
  state.lease = null;
  try {
    await sealOrRefuse(options, lease);
    await releaseLease(options.database, lease);
  } catch (error) {
    if (!(error instanceof LeaseLostError)) options.onFailure(error);
  }
}
