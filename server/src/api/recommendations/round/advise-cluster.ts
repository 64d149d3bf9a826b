import { setImmediate as nextTurn } from "node:timers/promises";
import { ADVICE_PRESETS, type AdvicePreset } from "@kubecent/shared";
import type pg from "pg";
import { adviseWorkload } from "../../../domain/advice/cluster-advice.ts";
import type { ContainerEvidence, WorkloadEvidence } from "../../../domain/advice/evidence.ts";
import type { Recommendation } from "../../../domain/advice/recommendation.ts";
import type { UnsettledAdvice } from "../../../domain/advice/settle-presets.ts";
import { sizeWorkload } from "../../../domain/advice/sizing/size-workload.ts";
import type { EvidencePlace } from "../../../store/advice/evidence/evidence-window.ts";
import { containerKey } from "../../../store/recommendations/day-facts.ts";
import type { EvidenceReaders } from "./evidence-readers.ts";

/** What rules say of a cluster one by one, and what they said it upon. */
export interface ClusterAdvice extends UnsettledAdvice {
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
    // Rows come in pages: callers are not kept waiting for a whole one.
    await nextTurn();
  }
  return { sizes, others, cluster, evidence };
}

function evidenceOf({ namespace, kind, name, containers }: WorkloadEvidence): [string, ContainerEvidence][] {
  return containers.map((own) => [
    containerKey({ namespace, controllerKind: kind, controller: name, container: own.container }),
    own,
  ]);
}
