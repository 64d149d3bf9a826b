import type { Instant } from "@kubecent/shared";
import { lastingLabels } from "../../../domain/object-labels.ts";
import type { NodeIdentity } from "../../../domain/observation.ts";
import { claimsAt, copiedLabelsAt, nearest } from "../identity/claims.ts";
import { machineText } from "../identity/node-signs.ts";
import type { Contradiction } from "../identity/settle-identity.ts";
import { settledIdentity } from "../identity/settled-identity.ts";
import { ASSETS } from "../query/families.ts";
import { NODE_SIGNS } from "../query/sign-families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { kubernetesLabels, labelOf } from "../series/series.ts";
import { jobOf } from "../series/target.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import { type NodeLabels, poolIn } from "./node-labels.ts";

/** Labels that change more often than this in an hour tell of something else than the machine. */
const MOST_CHANGES = 4;

const FACTS = [ASSETS.nodeCpuPrice, ASSETS.nodePrice, ASSETS.nodeSpot, ASSETS.nodeInfo];

/** A node's identity, and what of it sources said differently. */
export interface ToldIdentity {
  readonly identity: NodeIdentity;
  readonly contradictions: readonly Contradiction[];
}

/** Which machine a node was in each minute of the hour; one entry where it was the same all hour. */
export function identitiesOf(
  node: FamilySeries,
  hour: Instant,
  trustedJobs: ReadonlySet<string>,
): readonly ToldIdentity[] {
  if (isSteady(node)) return [identityAt(node, hour, trustedJobs)];

  const minutes = minuteMiddles(hour).map((middle) => identityAt(node, middle, trustedJobs));
  const texts = minutes.map(({ identity }) => JSON.stringify(identity.labels));
  const changes = texts.filter((text, minute) => minute > 0 && text !== texts[minute - 1]).length;
  if (changes <= MOST_CHANGES) return minutes;

  const lasting = minutes[texts.indexOf(mostFrequent(texts))]?.identity.labels ?? {};
  return minutes.map((each) => ({ ...each, identity: { ...each.identity, labels: lasting } }));
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
  const signsAreSteady = Object.values(NODE_SIGNS).every(
    (family) => new Set(node.of(family).map(machineText)).size < 2,
  );
  return factsAreSteady && spots.size < 2 && labelsAreSteady && signsAreSteady;
}

function identityAt(node: FamilySeries, at: Instant, trustedJobs: ReadonlySet<string>): ToldIdentity {
  const labels = labelsAt(node, at, trustedJobs);
  const { machine, contradictions } = settledIdentity(claimsAt(node, at, labels));
  const pool = poolIn(labels) || poolIn(copiedLabelsAt(node, at));
  return { identity: { ...machine, pool, labels: lastingLabels(labels) }, contradictions };
}

/** The labels that any exporter tells; kube-state-metrics' own word goes before a copy's. */
function labelsAt(node: FamilySeries, at: Instant, trustedJobs: ReadonlySet<string>): NodeLabels {
  const jobs = [...Map.groupBy(node.of(ASSETS.nodeLabels), jobOf)];
  const trustedLast = jobs.toSorted(([a], [b]) => Number(trustedJobs.has(a)) - Number(trustedJobs.has(b)));
  const sets = trustedLast.flatMap(([, copies]) => nearest(copies, at).map(kubernetesLabels));
  return Object.assign({}, ...sets);
}
