import type { Instant, ReadAdviceFilter, RecommendationState } from "@kubecent/shared";
import type { Seen } from "../access/visibility.ts";
import { type Fragment, sql } from "../connection/sql.ts";
import type { StoredCluster } from "../queries/clusters/stored-clusters.ts";
import { STORED_COLUMNS } from "./stored-recommendation.ts";
import { ofClusters } from "../connection/of-clusters.ts";

/** Which recommendations a question is about, and of which clusters it may see how much. */
export interface WantedAdvice {
  readonly clusters: readonly StoredCluster[];
  readonly seen: Seen;
  readonly filter: ReadAdviceFilter;
  readonly states: readonly RecommendationState[];
  /** Null is both what has a number and what has none. */
  readonly isInsufficient: boolean | null;
  readonly now: Instant;
}

/** The rows of a question, with the columns of `StoredRecommendation`. */
export function adviceRelation(wanted: WantedAdvice): Fragment {
  return sql`(select ${sql.raw(STORED_COLUMNS)}, ${stateAt(wanted.now)} as state from recommendation
    where ${sql.join(conditions(wanted), sql` and `)})`;
}

/** One recommendation, as far as it is seen. */
export function oneAdvice({ id, clusters, seen, now }: OneAdvice): Fragment {
  const all = [
    sql`recommendation_id = ${id}`,
    ofClusters(clusters.map(({ clusterId }) => clusterId)),
    ...seenConditions(seen),
  ];
  return sql`select ${sql.raw(STORED_COLUMNS)}, ${stateAt(now)} as state from recommendation where ${sql.join(all, sql` and `)}`;
}

/** A recommendation that is asked for by its id. */
export interface OneAdvice extends Pick<WantedAdvice, "clusters" | "seen" | "now"> {
  readonly id: string;
}

/** What was put aside until a moment is open again after it. */
function stateAt(now: Instant): Fragment {
  return sql`case when state = 'dismissed' and dismissed_until <= ${new Date(now)} then 'open' else state end`;
}

function conditions({ clusters, seen, filter, states, isInsufficient, now }: WantedAdvice): Fragment[] {
  const { preset, kind, namespace, controllerKind, controller, container } = filter;
  return [
    ofClusters(clusters.map(({ clusterId }) => clusterId)),
    // What is no size is the same by all presets.
    sql`(preset = ${preset} or (preset = 'default' and kind <> 'container-size'))`,
    sql`${stateAt(now)} = any(${states})`,
    ...(isInsufficient === null
      ? []
      : [isInsufficient ? sql`insufficient is not null` : sql`insufficient is null`]),
    ...oneOf("kind", kind),
    ...oneOf("namespace", namespace),
    ...oneOf("controller_kind", controllerKind),
    ...oneOf("controller", controller),
    ...oneOf("container", container),
    ...seenConditions(seen),
  ];
}

function oneOf(column: string, values: readonly string[] | undefined): Fragment[] {
  return values ? [sql`${sql.ref(column)} = any(${values})`] : [];
}

/**
 * Of clusters that are seen in part: what is of the namespaces that are seen, and so nothing of the cluster as a whole. What spot nodes
 * cost there is of it too, so that moves to them are left out.
 */
export function seenConditions({ partial }: Seen): Fragment[] {
  if (!partial) return [];
  return [
    sql`(cluster_id <> all(${partial.clusterIds}::int[]) or (kind <> 'spot-candidate' and (cluster_id, namespace) in
      (select cluster_id, name from namespace where ${ofClusters(partial.clusterIds)}
        and namespace_id = any(${partial.namespaceIds}::bigint[]))))`,
  ];
}
