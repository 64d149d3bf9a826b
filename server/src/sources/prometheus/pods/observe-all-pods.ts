import type { Instant } from "@kubecent/shared";
import {
  MINUTES_PER_HOUR,
  type NetworkObservation,
  type PodObservation,
} from "../../../domain/observation.ts";
import type { HourReader } from "../query/hour-reader.ts";
import type { ShardPlan } from "../query/shards.ts";
import type { ScrapeTimes } from "../series/scrape-times.ts";
import { labelOf, type Series } from "../series/series.ts";
import { CopiedLabels } from "../identity/copied-labels.ts";
import { jobOf, scrapedNode, targetOf } from "../series/target.ts";
import type { Stretches } from "../time/stretches.ts";
import { observeNetwork } from "./observe-network.ts";
import { type ObservedPod, observePods, type PodContext } from "./observe-pods.ts";
import { podKey, PodLives, podNameOf } from "./pod-lives.ts";
import { readShards, type ShardSeries } from "./read-shards.ts";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import { POD_RESOURCE_CLAIMS } from "../query/families.ts";

export interface ObservedPods {
  readonly pods: readonly ObservedPod[];
  /** Null where nobody measures traffic. */
  readonly network: readonly NetworkObservation[] | null;
  /** When samples of a traffic counter came. */
  readonly measuredTraffic: Stretches;
  /** When samples of cAdvisor came from each node. */
  readonly measuredNodes: ReadonlyMap<string, Stretches>;
  /** Labels of nodes that were copied onto cAdvisor's series, once for each of its targets. */
  readonly copiedLabels: readonly Series[];
  /** How often usage is measured, by the slowest of the targets that do so; null where nothing does. */
  readonly usageIntervalMs: number | null;
}

/** Reads and observes the pods shard by shard, so that one shard's samples at a time are in memory. */
export async function observeAllPods(
  reader: HourReader,
  plan: ShardPlan,
  context: PodContext,
): Promise<ObservedPods> {
  const { scrapes, hour, findings } = context;
  const pods: ObservedPod[] = [];
  const network: NetworkObservation[] = [];
  const targetsByNode = new Map<string, Set<string>>();
  const trafficTargets = new Set<string>();
  const copies = new CopiedLabels();
  const measuring = new Map<string, Series>();
  for await (const series of readShards(reader, plan)) {
    const { cgroups } = series;
    noteShard(series, scrapes);
    for (const each of [cgroups.cpu, cgroups.ram]) scrapes.note(each, { isOfCluster: true });
    noteTargets([...series.ram, ...cgroups.ram], targetsByNode, context.nodesByAddress);
    copies.learn([...series.ram, ...cgroups.ram]);
    for (const each of series.ram) if (!measuring.has(targetOf(each))) measuring.set(targetOf(each), each);
    for (const each of series.egress) trafficTargets.add(targetOf(each));

    const lives = livesIn(series);
    const trustedJobs = new Set([...context.trustedJobs, ...series.podInfo.map(jobOf)]);
    const observed = observePods(series, lives, { ...context, trustedJobs });
    for (const pod of observed) pods.push(pod);
    const traffic = { lives, scrapes, hour, findings, ends: podEnds(observed) };
    for (const sent of observeNetwork(series, traffic)) network.push(sent);
  }
  return {
    pods,
    network: plan.missing.has("egress") ? null : network,
    measuredTraffic: scrapes.coverageOf(trafficTargets),
    measuredNodes: new Map(
      [...targetsByNode].map(([node, targets]) => [node, scrapes.coverageOf(targets)] as const),
    ),
    copiedLabels: copies.list(),
    usageIntervalMs: slowest([...measuring.values()].map((each) => scrapes.intervalOf(each))),
  };
}

function slowest(intervals: readonly number[]): number | null {
  return intervals.length === 0 ? null : Math.max(...intervals);
}

function podEnds(pods: readonly ObservedPod[]): Map<string, Instant> {
  return new Map(
    pods.map(({ observation: { namespace, name: pod, uid }, endedAt }) => [
      podKey({ namespace, pod, uid }),
      endedAt,
    ]),
  );
}

function noteShard({ podInfo, running, cpu, ram, egress }: ShardSeries, scrapes: ScrapeTimes): void {
  for (const series of [podInfo, running, cpu, ram]) scrapes.note(series, { isOfCluster: true });
  scrapes.note(egress, { isOfCluster: false });
}

function livesIn({ podInfo, running, cpu, ram }: ShardSeries): PodLives {
  const lives = new PodLives();
  for (const series of [podInfo, running, cpu, ram]) lives.learn(series);
  return lives;
}

function noteTargets(
  measured: readonly Series[],
  targetsByNode: Map<string, Set<string>>,
  nodesByAddress: ReadonlyMap<string, string>,
): void {
  for (const each of measured) {
    const node = scrapedNode(each, nodesByAddress);
    const targets = targetsByNode.get(node) ?? new Set();
    targetsByNode.set(node, targets.add(targetOf(each)));
  }
}

/**
 * Notes each pod that holds a resource claim, and of whose devices nobody tells. kube-state-metrics names a pod's
 * claims, but neither their devices nor how many.
 */
export async function noteResourceClaims(
  reader: HourReader,
  pods: readonly PodObservation[],
  findings: FindingBook,
): Promise<void> {
  const claims = Map.groupBy(await reader.sampleCounts(POD_RESOURCE_CLAIMS), podTextOf);
  if (claims.size === 0) return;

  for (const { namespace, name, containers } of pods) {
    const own = claims.get(`${namespace}/${name}`) ?? [];
    const isTold = containers.some(({ gpuRequest }) => gpuRequest.some((gpus) => gpus > 0));
    if (own.length === 0 || isTold) continue;
    const detail = [...new Set(own.map(claimText))].toSorted().join(", ");
    findings.note(
      "resource_claim_unpriced",
      { kind: "pod", namespace, name },
      { minutes: MINUTES_PER_HOUR, detail },
    );
  }
}

function podTextOf(series: Series): string {
  const { namespace, pod } = podNameOf(series);
  return `${namespace}/${pod}`;
}

function claimText(series: Series): string {
  const template = labelOf(series, "resourceclaim_template_name");
  const claim = labelOf(series, "resourceclaim_name") || labelOf(series, "claim_name");
  return template === "" ? `claim ${claim}` : `claim ${claim} of template ${template}`;
}
