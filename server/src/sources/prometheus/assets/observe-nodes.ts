import { keptLabels } from "../../../domain/labels.ts";
import type { NodeObservation } from "../../../domain/observation.ts";
import { deviceWitnesses } from "../accelerators/witnesses.ts";
import { ASSETS, NODE_FAMILIES, NODE_PRESENCE } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { kubernetesLabels } from "../series/label-set.ts";
import { labelOf } from "../series/series.ts";
import { jobOf } from "../series/target.ts";
import type { Stretches } from "../time/stretches.ts";
import { type AssetContext, AttendanceBook, hasAttended } from "./attendance.ts";
import { instanceTypeIn, isSpotIn, type NodeLabels, poolIn, regionIn } from "./node-labels.ts";
import { nodeSpans } from "./node-spans.ts";

/** Sorts the series about nodes by the node's name. */
export function byNode(series: FamilySeries): Map<string, FamilySeries> {
  return series.groupBy(NODE_FAMILIES, (each) => labelOf(each, "node", "instance"));
}

/**
 * Observes the nodes. One whose cores and memory nobody tells is left out: a node of no size would leave
 * nothing to the containers on it. `measured` tells when each node's cAdvisor was heard of.
 */
export function observeNodes(
  series: FamilySeries,
  measured: ReadonlyMap<string, Stretches>,
  context: AssetContext,
): NodeObservation[] {
  const book = new AttendanceBook(series.of(...NODE_PRESENCE), context);
  const nodes = byNode(series);
  const witnessesOf = deviceWitnesses(series, nodes);
  return [...nodes].flatMap(([name, node]) => {
    const attendance = book.attend(node.of(...NODE_PRESENCE), "", measured.get(name));
    const { hour, findings } = context;
    const spans = nodeSpans(node, { name, hour, findings, devices: witnessesOf(name) });
    return spans.length > 0 && hasAttended(attendance)
      ? [{ name, ...describeNode(node, context.trustedJobs), ...attendance, spans }]
      : [];
  });
}

type Description = Pick<
  NodeObservation,
  "providerId" | "instanceType" | "region" | "pool" | "spot" | "labels"
>;

function describeNode(node: FamilySeries, trustedJobs: ReadonlySet<string>): Description {
  const labels = labelsOf(node, trustedJobs);
  const facts = node.of(ASSETS.nodeCpuPrice, ASSETS.nodePrice, ASSETS.nodeSpot, ASSETS.nodeInfo);
  const fact = (label: string) => facts.map((each) => labelOf(each, label)).find((value) => value !== "");
  return {
    providerId: fact("provider_id") ?? labels["providerID"] ?? "",
    instanceType: fact("instance_type") ?? instanceTypeIn(labels),
    region: fact("region") ?? regionIn(labels),
    pool: poolIn(labels),
    labels: keptLabels(labels),
    spot: isSpotIn(labels) || node.of(ASSETS.nodeSpot).some((each) => each.values.at(-1) === 1),
  };
}

/** The labels that any exporter tells; kube-state-metrics' own word goes before a copy's. */
function labelsOf(node: FamilySeries, trustedJobs: ReadonlySet<string>): NodeLabels {
  const copies = Map.groupBy(node.of(ASSETS.nodeLabels), (each) => trustedJobs.has(jobOf(each)));
  const untrusted = (copies.get(false) ?? []).map(kubernetesLabels);
  const trusted = (copies.get(true) ?? []).map(kubernetesLabels);
  return Object.assign({}, ...untrusted, ...trusted);
}
