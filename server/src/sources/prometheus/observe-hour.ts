import { FindingBook } from "../../domain/findings/finding-book.ts";
import { NOTHING_TOLD } from "../../domain/advice/advice-observation.ts";
import type { Labels, Observation } from "../../domain/observation.ts";
import { observeAdvice } from "./advice/observe-advice.ts";
import { noteAssets, readAssets, widenAssets } from "./assets/read-assets.ts";
import { type AssetContext, seenByKind } from "./assets/attendance.ts";
import { noteCloudIngresses, observeFee, observeLoadBalancers } from "./assets/observe-services.ts";
import { deviceWorthOf } from "./assets/device-worth.ts";
import { withKarpenterPrices } from "./assets/karpenter-prices.ts";
import { mountsByClaim, withMountsByName } from "./assets/volume-mounts.ts";
import { noteUndescribed, observeNodes } from "./assets/observe-nodes.ts";
import { absenceOf, type NotReadyNodes, readNodeEnds } from "./assets/node-ends.ts";
import { observeVolumes } from "./assets/observe-volumes.ts";
import { readVolumeStandIns } from "./assets/told-volumes.ts";
import { readVolumeFacts } from "./assets/volume-facts.ts";
import { describeVisibility } from "./gaps.ts";
import { readNetworkPrices } from "./assets/read-prices.ts";
import { noteResourceClaims, observeAllPods, type ObservedPods } from "./pods/observe-all-pods.ts";
import { NodeSizes } from "./pods/node-sizes.ts";
import { endWithNodes } from "./pods/end-with-node.ts";
import { Owners } from "./pods/owners.ts";
import { ASSETS, NAMESPACE_LABELS, OWNERS } from "./query/families.ts";
import { signsOfNodes } from "./identity/signs-of-nodes.ts";
import type { HourReader } from "./query/hour-reader.ts";
import { planShards, type QuestionBounds } from "./query/shards.ts";
import type { FamilySeries } from "./query/family-series.ts";
import { ScrapeTimes } from "./series/scrape-times.ts";
import { jobOf, nodesByAddress } from "./series/target.ts";
import { subtract, windowOfHour } from "./time/stretches.ts";
import { lastingLabels } from "../../domain/object-labels.ts";
import { kubernetesLabels, labelOf } from "./series/series.ts";

const NOTHING: ObservedPods = {
  pods: [],
  network: null,
  measuredTraffic: [],
  measuredNodes: new Map(),
  copiedLabels: [],
  usageIntervalMs: null,
};

interface ObserveOptions extends QuestionBounds {
  readonly notReadyNodes?: NotReadyNodes;
}

/**
 * Observes one hour. Where any answer was partial nothing of the hour counts as seen: what is missing
 * cannot be told from what was not there. `bounds` is what one query may ask for.
 */
export async function observeHour(reader: HourReader, options: ObserveOptions = {}): Promise<Observation> {
  const { hour } = reader;
  const findings = new FindingBook();
  const [narrow, facts, owners, networkPrices, namespaceLabels, plan] = await Promise.all([
    readAssets(reader, findings),
    readVolumeFacts(reader, { isWide: false }),
    readOwners(reader),
    readNetworkPrices(reader, findings),
    readNamespaceLabels(reader),
    planShards(reader, options),
    noteCloudIngresses(reader, findings),
  ]);
  const scrapes = new ScrapeTimes();
  noteAssets(narrow, scrapes);
  const context = { hour, scrapes, findings, ...clusterFacts(narrow) };
  const deviceWorth = deviceWorthOf(narrow, hour);
  const observed = await observeAllPods(reader, plan, { ...context, owners, deviceWorth });

  const widened = await widenAssets(narrow, reader, { ...context, blind: [] });
  const series = widened.series
    .joinedWith(await readVolumeStandIns(widened.series, reader))
    .joinedWith(signsOfNodes(observed.copiedLabels, widened.series));
  noteAssets(series, scrapes);
  const volumeFacts = widened.hasWideVolumes ? await readVolumeFacts(reader, { isWide: true }) : facts;
  const { notReadyNodes = "unpaid" } = options;
  const known = { measured: observed.measuredNodes, pods: observed.pods, notReadyNodes };
  const ends = await readNodeEnds(reader, series, { ...context, ...known, blind: [] });
  const assetContext = { ...context, blind: reader.isPartial ? [windowOfHour(hour)] : [] };
  const { pods: standing, network, measuredNodes, measuredTraffic } = reader.isPartial ? NOTHING : observed;
  const pods = endWithNodes(standing, { ...context, absenceOf: (node) => absenceOf(ends, node) });
  const told = { facts: volumeFacts, pods };
  const mounts = withMountsByName(mountsByClaim(volumeFacts, pods, hour), told, context);
  const described = observeNodes(series, { measured: measuredNodes, off: ends.off }, assetContext);
  const nodes = await withKarpenterPrices(described, reader, findings);
  noteUndescribed(nodes, pods, findings);
  const podObservations = pods.map(({ observation }) => observation);
  await noteResourceClaims(reader, podObservations, findings);
  const { usageIntervalMs } = observed;
  const usageIntervalSeconds = usageIntervalMs === null ? null : Math.round(usageIntervalMs / 1000);
  const { shards } = plan;
  const advice = reader.isPartial
    ? NOTHING_TOLD
    : await observeAdvice(reader, { pods: podObservations, shards, usageIntervalSeconds, findings });
  return {
    hour,
    source: "prometheus",
    nodes,
    pods: podObservations,
    volumes: observeVolumes(series, { facts: volumeFacts, mounts }, assetContext),
    loadBalancers: observeLoadBalancers(series, assetContext),
    network,
    networkPrices,
    fee: observeFee(series, assetContext),
    namespaceLabels,
    seenByKind: seenByKind(series, measuredTraffic, assetContext),
    ...visibility(reader, assetContext),
    advice,
    // Last: all that is observed above notes its findings.
    findings: findings.list(),
  };
}

async function readOwners(reader: HourReader): Promise<Owners> {
  const [replicaSetOwner, jobOwner] = await Promise.all([
    reader.sampleCounts(OWNERS.replicaSetOwner),
    reader.sampleCounts(OWNERS.jobOwner),
  ]);
  return new Owners({ replicaSetOwner, jobOwner });
}

/** What the nodes tell that the pods need. */
function clusterFacts(assets: FamilySeries) {
  const nodeInfo = assets.of(ASSETS.nodeInfo);
  return {
    // Exporters that copy kube-state-metrics leave its facts about nodes out.
    trustedJobs: new Set(nodeInfo.map(jobOf)),
    nodesByAddress: nodesByAddress(nodeInfo),
    sizes: new NodeSizes(assets),
  };
}

function visibility(
  { hour, isPartial }: HourReader,
  { scrapes, blind }: AssetContext,
): Pick<Observation, "seenMinutes" | "gaps"> {
  const seen = subtract(scrapes.clusterCoverage(), blind);
  return describeVisibility(seen, hour, isPartial ? "source_down" : "not_scraped");
}

/** The labels of each namespace, those of most of the hour where they changed. */
async function readNamespaceLabels(reader: HourReader): Promise<Map<string, Labels>> {
  const counts = await reader.sampleCounts(NAMESPACE_LABELS);
  const labels = new Map<string, Labels>();
  const rarestFirst = counts.toSorted(
    (a, b) =>
      (a.values[0] ?? 0) - (b.values[0] ?? 0) ||
      (JSON.stringify(a.labels) < JSON.stringify(b.labels) ? -1 : 1),
  );
  for (const series of rarestFirst) {
    const own = lastingLabels(kubernetesLabels(series));
    if (Object.keys(own).length > 0) labels.set(labelOf(series, "namespace"), own);
  }
  return labels;
}
