import { ADVICE_PRESETS, type AdvicePreset } from "@kubecent/shared";
import type pg from "pg";
import { adviseWorkload, settleCluster } from "../../../domain/advice/cluster-advice.ts";
import type { ClusterEvidence } from "../../../domain/advice/cluster-evidence.ts";
import type { ContainerEvidence, WorkloadEvidence } from "../../../domain/advice/evidence.ts";
import type { BillEffect, Recommendation } from "../../../domain/advice/recommendation.ts";
import { sizeWorkload } from "../../../domain/advice/sizing/size-workload.ts";
import type { EvidencePlace } from "../../../store/advice/evidence/evidence-window.ts";
import { containerKey } from "../../../store/recommendations/day-facts.ts";
import type { EvidenceReaders } from "./evidence-readers.ts";

/** What is advised upon a cluster, by each preset. */
export interface ClusterAdvice {
  /** What is no size is the same by all of them, and stands in `default` alone. */
  readonly byPreset: ReadonlyMap<AdvicePreset, readonly Recommendation[]>;
  /** What all that a preset advises does to the bill together. */
  readonly bills: ReadonlyMap<AdvicePreset, BillEffect>;
  /** Of containers that earlier advice is about, by `containerKey`. */
  readonly evidence: ReadonlyMap<string, ContainerEvidence>;
}

/** Reads the evidence of a cluster and advises upon it. `wanted` are the containers whose evidence is kept. */
export async function adviseCluster(
  client: pg.ClientBase,
  { readers, place }: { readonly readers: EvidenceReaders; readonly place: EvidencePlace },
  wanted: ReadonlySet<string>,
): Promise<ClusterAdvice> {
  const cluster = await readers.cluster(client, place);
  const sizes = new Map<AdvicePreset, Recommendation[]>(ADVICE_PRESETS.map((preset) => [preset, []]));
  const others: Recommendation[] = [];
  const evidence = new Map<string, ContainerEvidence>();
  for await (const workload of readers.workloads(client, place)) {
    for (const [preset, all] of sizes) all.push(...sizeWorkload(workload, preset));
    others.push(...adviseWorkload(workload, cluster));
    for (const [key, own] of evidenceOf(workload)) if (wanted.has(key)) evidence.set(key, own);
  }
  return { ...settled(sizes, others, cluster), evidence };
}

function evidenceOf({ namespace, kind, name, containers }: WorkloadEvidence): [string, ContainerEvidence][] {
  return containers.map((own) => [
    containerKey({ namespace, controllerKind: kind, controller: name, container: own.container }),
    own,
  ]);
}

function settled(
  sizes: ReadonlyMap<AdvicePreset, readonly Recommendation[]>,
  others: readonly Recommendation[],
  cluster: ClusterEvidence,
): Omit<ClusterAdvice, "evidence"> {
  const byPreset = new Map<AdvicePreset, Recommendation[]>();
  const bills = new Map<AdvicePreset, BillEffect>();
  for (const [preset, own] of sizes) {
    const { recommendations, total } = settleCluster([...own, ...others], cluster);
    byPreset.set(
      preset,
      recommendations.filter(({ kind }) => preset === "default" || kind === "container-size"),
    );
    if (total.bill) bills.set(preset, total.bill);
  }
  return { byPreset, bills };
}
