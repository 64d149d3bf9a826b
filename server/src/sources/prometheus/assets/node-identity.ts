import { type Instant, MINUTE_MS } from "@kubecent/shared";
import { lastingLabels } from "../../../domain/object-labels.ts";
import type { NodeIdentity } from "../../../domain/observation.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { distanceTo, kubernetesLabels, labelOf, nearestValue, type Series } from "../series/series.ts";
import { jobOf } from "../series/target.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import { capacityTypeIn, instanceTypeIn, type NodeLabels, poolIn, regionIn } from "./node-labels.ts";

/** A better exporter goes before a worse one, unless it was silent for this much longer at that time. */
const PATIENCE_MS = 5 * MINUTE_MS;

/** Labels that change more often than this in an hour tell of something else than the machine. */
const MOST_CHANGES = 4;

const FACTS = [ASSETS.nodeCpuPrice, ASSETS.nodePrice, ASSETS.nodeSpot, ASSETS.nodeInfo];

/** Which machine a node was in each minute of the hour; one entry where it was the same all hour. */
export function identitiesOf(
  node: FamilySeries,
  hour: Instant,
  trustedJobs: ReadonlySet<string>,
): readonly NodeIdentity[] {
  if (isSteady(node)) return [identityAt(node, hour, trustedJobs)];

  const minutes = minuteMiddles(hour).map((middle) => identityAt(node, middle, trustedJobs));
  const texts = minutes.map(({ labels }) => JSON.stringify(labels));
  const changes = texts.filter((text, minute) => minute > 0 && text !== texts[minute - 1]).length;
  if (changes <= MOST_CHANGES) return minutes;

  const lasting = minutes[texts.indexOf(mostFrequent(texts))]?.labels ?? {};
  return minutes.map((identity) => ({ ...identity, labels: lasting }));
}

/** The value that stands in most places; of two that do so equally, the first. */
export function mostFrequent(texts: readonly string[]): string {
  const [most] = [...Map.groupBy(texts, (text) => text)].toSorted(([, a], [, b]) => b.length - a.length);
  return most?.[0] ?? "";
}

/** Whether each teller tells one thing all along. */
function isSteady(node: FamilySeries): boolean {
  const labels = ["provider_id", "instance_type", "region"];
  const factsAreSteady = FACTS.every((family) =>
    labels.every((label) => new Set(node.of(family).map((each) => labelOf(each, label))).size < 2),
  );
  const spots = new Set(node.of(ASSETS.nodeSpot).flatMap(({ values }) => [...values]));
  const labelSets = Map.groupBy(node.of(ASSETS.nodeLabels), jobOf);
  const labelsAreSteady = [...labelSets.values()].every(
    (copies) => new Set(copies.map((copy) => JSON.stringify(kubernetesLabels(copy)))).size < 2,
  );
  return factsAreSteady && spots.size < 2 && labelsAreSteady;
}

function identityAt(node: FamilySeries, at: Instant, trustedJobs: ReadonlySet<string>): NodeIdentity {
  const labels = labelsAt(node, at, trustedJobs);
  const fact = (label: string): string => factAt(node, label, at);
  const [spot] = nearest(node.of(ASSETS.nodeSpot), at);
  return {
    providerId: fact("provider_id") || (labels["providerID"] ?? ""),
    instanceType: fact("instance_type") || instanceTypeIn(labels),
    region: fact("region") || regionIn(labels),
    zone: "",
    pool: poolIn(labels),
    labels: lastingLabels(labels),
    capacityType: capacityTypeIn(labels) ?? (spot && nearestValue(spot, at) === 1 ? "spot" : "on-demand"),
    told: {},
  };
}

/** What the first teller says that was not silent for much longer than the others. */
function factAt(node: FamilySeries, label: string, at: Instant): string {
  const told = FACTS.flatMap((family) => {
    const [first] = nearest(
      node.of(family).filter((each) => labelOf(each, label) !== ""),
      at,
    );
    return first ? [{ value: labelOf(first, label), distance: distanceTo(first, at) }] : [];
  });
  const closest = Math.min(...told.map(({ distance }) => distance));
  return told.find(({ distance }) => distance <= closest + PATIENCE_MS)?.value ?? "";
}

/** The labels that any exporter tells; kube-state-metrics' own word goes before a copy's. */
function labelsAt(node: FamilySeries, at: Instant, trustedJobs: ReadonlySet<string>): NodeLabels {
  const jobs = [...Map.groupBy(node.of(ASSETS.nodeLabels), jobOf)];
  const trustedLast = jobs.toSorted(([a], [b]) => Number(trustedJobs.has(a)) - Number(trustedJobs.has(b)));
  const sets = trustedLast.flatMap(([, copies]) => nearest(copies, at).map(kubernetesLabels));
  return Object.assign({}, ...sets);
}

/** The series with the sample nearest to a time, alone in a list; of two equally near, the first. */
function nearest(series: readonly Series[], at: Instant): Series[] {
  const [first] = series.toSorted((a, b) => distanceTo(a, at) - distanceTo(b, at));
  return first ? [first] : [];
}
