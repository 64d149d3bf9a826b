import { ADVICE_PRESETS, type AdvicePreset, DAY_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import type { ContainerEvidence, WorkloadEvidence } from "../../../domain/advice/evidence.ts";
import type { BillEffect, Recommendation } from "../../../domain/advice/recommendation.ts";
import { sizeWorkload } from "../../../domain/advice/sizing/size-workload.ts";
import { inMoment, inTransaction } from "../../../store/connection/transaction.ts";
import type { Database } from "../../../store/connection/database.ts";
import { containerKey, type DayFacts, readDayFacts } from "../../../store/recommendations/day-facts.ts";
import { keepAdvice } from "../../../store/recommendations/keep-advice.ts";
import { readLiveAdvice, turnAdvice } from "../../../store/recommendations/live-advice.ts";
import {
  type AdvisedCluster,
  type ClosedWindow,
  endRound,
  readAdvisedClusters,
  readClosedDays,
  readRound,
} from "../../../store/recommendations/rounds.ts";
import type { StoredRecommendation } from "../../../store/recommendations/stored-recommendation.ts";
import type { AdviceParts } from "./advice-parts.ts";
import { turnOf } from "./turn-advice.ts";

/** What a round works with. */
export interface RoundOptions {
  readonly database: Database;
  readonly parts: AdviceParts;
  /** Days that ended before this have closed. */
  readonly until: Instant;
  /** Makes a transaction's commit depend on this process still being the one that does it. */
  readonly assertHeld: (client: pg.PoolClient) => Promise<void>;
}

/**
 * Advises anew upon each cluster of which a day has closed since the last time, or of which more days are there. Returns how many
 * clusters that were. The same days again change nothing.
 */
export async function recommendRound(options: RoundOptions): Promise<number> {
  const { database, until } = options;
  let advised = 0;
  for (const cluster of await inTransaction(database, readAdvisedClusters)) {
    const window = await inTransaction(database, (client) => newWindow(client, cluster, until));
    if (!window) continue;
    await adviseCluster(options, cluster, window);
    advised += 1;
  }
  return advised;
}

async function newWindow(
  client: pg.PoolClient,
  { clusterId }: AdvisedCluster,
  until: Instant,
): Promise<ClosedWindow | null> {
  const window = await readClosedDays(client, clusterId, until);
  const last = await readRound(client, clusterId);
  if (last && window?.end === last.end && window.days === last.days) return null;
  return window;
}

async function adviseCluster(
  { database, parts, assertHeld }: RoundOptions,
  cluster: AdvisedCluster,
  window: ClosedWindow,
): Promise<void> {
  const { clusterId } = cluster;
  const { live, facts } = await inMoment(database, async (client) => ({
    live: await readLiveAdvice(client, clusterId, window.end),
    facts: await readDayFacts(client, { clusterId, day: window.end - DAY_MS }),
  }));
  const sized = await sizeAll(parts.workloads(cluster, window), live);
  const advice = await settleAll(parts, { cluster, window }, sized.byPreset);
  await inTransaction(database, async (client) => {
    await turnAdvice(client, clusterId, turnsOf(live, { window, facts, sized, advice }));
    for (const [preset, recommendations] of advice.byPreset) {
      await keepAdvice(client, { clusterId, preset, windowEnd: window.end, recommendations });
    }
    await endRound(client, { ...window, clusterId, bills: advice.bills });
    await assertHeld(client);
  });
}

type ByPreset = Map<AdvicePreset, Recommendation[]>;

interface SizedWorkloads {
  readonly byPreset: ByPreset;
  /** Of containers that earlier advice is about. */
  readonly evidence: Map<string, ContainerEvidence>;
}

async function sizeAll(
  workloads: AsyncIterable<readonly WorkloadEvidence[]>,
  live: readonly StoredRecommendation[],
): Promise<SizedWorkloads> {
  const wanted = new Set(live.map(containerKey));
  const byPreset: ByPreset = new Map(ADVICE_PRESETS.map((preset) => [preset, []]));
  const evidence = new Map<string, ContainerEvidence>();
  for await (const some of workloads) {
    for (const workload of some) {
      for (const [preset, all] of byPreset) all.push(...sizeWorkload(workload, preset));
      for (const [key, own] of evidenceOf(workload)) if (wanted.has(key)) evidence.set(key, own);
    }
  }
  return { byPreset, evidence };
}

function evidenceOf({ namespace, kind, name, containers }: WorkloadEvidence): [string, ContainerEvidence][] {
  return containers.map((own) => [
    containerKey({ namespace, controllerKind: kind, controller: name, container: own.container }),
    own,
  ]);
}

interface RoundAdvice {
  readonly byPreset: ByPreset;
  readonly bills: Map<AdvicePreset, BillEffect>;
}

/** What is no size is the same by all presets, and kept once. */
async function settleAll(
  { settle }: AdviceParts,
  { cluster, window }: { readonly cluster: AdvisedCluster; readonly window: ClosedWindow },
  sizes: ByPreset,
): Promise<RoundAdvice> {
  const byPreset: ByPreset = new Map();
  const bills = new Map<AdvicePreset, BillEffect>();
  for (const [preset, own] of sizes) {
    const { recommendations, bill } = await settle(cluster, window, own);
    const kept = recommendations.filter(({ kind }) => preset === "default" || kind === "container-size");
    byPreset.set(preset, [...kept]);
    if (bill) bills.set(preset, bill);
  }
  return { byPreset, bills };
}

interface RoundFindings {
  readonly window: ClosedWindow;
  readonly facts: DayFacts;
  readonly sized: SizedWorkloads;
  readonly advice: RoundAdvice;
}

function turnsOf(
  live: readonly StoredRecommendation[],
  { window, facts, sized: { evidence }, advice }: RoundFindings,
) {
  const known = new Set(
    [...advice.byPreset].flatMap(([preset, all]) =>
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
