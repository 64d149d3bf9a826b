import { DAY_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { SettledAdvice } from "../../../domain/advice/settle-presets.ts";
import type { Database } from "../../../store/connection/database.ts";
import { listHistoriesComing } from "../../../store/collecting/histories-coming.ts";
import { inMoment, inTransaction } from "../../../store/connection/transaction.ts";
import { containerKey, type DayFacts, readDayFacts } from "../../../store/recommendations/day-facts.ts";
import { keepAdvice } from "../../../store/recommendations/keep-advice.ts";
import { type AdviceTurn, readLiveAdvice, turnAdvice } from "../../../store/recommendations/live-advice.ts";
import {
  ADVICE_DAYS,
  type AdvisedCluster,
  type ClosedWindow,
  endRound,
  readAdvisedClusters,
  readClosedDays,
  readRound,
} from "../../../store/recommendations/rounds.ts";
import type { StoredRecommendation } from "../../../store/recommendations/stored-recommendation.ts";
import { adviseCluster, type ClusterAdvice } from "./advise-cluster.ts";
import type { EvidenceReaders } from "./evidence-readers.ts";
import { settleAside } from "./settle-aside.ts";
import { turnOf } from "./turn-advice.ts";

/** What a round works with. */
export interface RoundOptions {
  readonly database: Database;
  readonly readers: EvidenceReaders;
  /** Days that ended before this have closed. */
  readonly until: Instant;
  /** Makes a transaction's commit depend on this process still being the one that does it. */
  readonly assertHeld: (client: pg.PoolClient) => Promise<void>;
  /** Ends a round that takes long. */
  readonly signal: AbortSignal;
}

/** How many clusters were advised upon, and how many have had no advice yet at all. */
export interface RoundOutcome {
  readonly advised: number;
  readonly unadvised: number;
}

/**
 * Advises anew upon each cluster of which a day has closed since the last time, or of which more days are there. The same days again
 * change nothing.
 */
export async function recommendRound(options: RoundOptions): Promise<RoundOutcome> {
  const { database, until } = options;
  const outcome = { advised: 0, unadvised: 0 };
  for (const cluster of await inTransaction(database, readAdvisedClusters)) {
    const { window, isFirst } = await inTransaction(database, (client) => dueRound(client, cluster, until));
    if (window) {
      await roundOf(options, cluster, window);
      outcome.advised += 1;
    } else if (isFirst) outcome.unadvised += 1;
  }
  return outcome;
}

interface DueRound {
  /** Null where there is nothing new to advise upon. */
  readonly window: ClosedWindow | null;
  readonly isFirst: boolean;
}

async function dueRound(
  client: pg.PoolClient,
  { clusterId, name }: AdvisedCluster,
  until: Instant,
): Promise<DueRound> {
  const window = await readClosedDays(client, clusterId, until);
  const last = await readRound(client, clusterId);
  const isFirst = last === null;
  if (!window || (window.end === last?.end && window.days === last.days)) return { window: null, isFirst };
  // Advice would be made anew for each day that comes in. Where all the days of a window are there, what else comes is older than any
  // that is looked at.
  const isWaiting = window.days < ADVICE_DAYS && (await listHistoriesComing(client)).has(name);
  return { window: isWaiting ? null : window, isFirst };
}

async function roundOf(
  { database, readers, assertHeld, signal }: RoundOptions,
  { clusterId, name, currency }: AdvisedCluster,
  window: ClosedWindow,
): Promise<void> {
  const place = { clusterId, cluster: name, currency, window };
  const { live, facts, unsettled } = await inMoment(database, async (client) => {
    const known = await readLiveAdvice(client, clusterId, window.end);
    const ofDay = await readDayFacts(client, { clusterId, day: window.end - DAY_MS });
    const found = await adviseCluster(client, { readers, place }, new Set(known.map(containerKey)));
    return { live: known, facts: ofDay, unsettled: found };
  });
  const { evidence } = unsettled;
  const advice = await settleAside(unsettled, signal);
  await inTransaction(database, async (client) => {
    await turnAdvice(client, clusterId, turnsOf(live, { window, facts, evidence, ...advice }));
    for (const [preset, recommendations] of advice.byPreset) {
      await keepAdvice(client, { clusterId, preset, windowEnd: window.end, recommendations });
    }
    await endRound(client, { ...window, clusterId, bills: advice.bills });
    await assertHeld(client);
  });
}

interface RoundFindings extends Pick<ClusterAdvice, "evidence">, Pick<SettledAdvice, "byPreset"> {
  readonly window: ClosedWindow;
  readonly facts: DayFacts;
}

function turnsOf(
  live: readonly StoredRecommendation[],
  { window, facts, byPreset, evidence }: RoundFindings,
): AdviceTurn[] {
  const known = new Set(
    [...byPreset].flatMap(([preset, all]) =>
      all.map(({ kind, subject }) => adviceKey({ preset, kind, ...subject })),
    ),
  );
  const isAdvised = (one: StoredRecommendation): boolean => known.has(adviceKey(one));
  return live.flatMap((one) => turnOf(one, { window, facts, evidence, isAdvised }) ?? []);
}

type AdviceKey = Pick<
  StoredRecommendation,
  "preset" | "kind" | "namespace" | "controllerKind" | "controller" | "container" | "asset"
>;

function adviceKey(one: AdviceKey): string {
  return JSON.stringify([one.preset, one.kind, containerKey(one), one.asset]);
}
