import {
  type AlertRuleContent,
  FULL_SCOPE,
  isScopeWithin,
  type NotificationFact,
  type Scope,
  scopeShows,
  scopeShowsCluster,
} from "@kubecent/shared";
import type { StoredDefinition } from "../../../store/alerts/definitions.ts";
import type { StoredCluster } from "../../../store/queries/clusters/stored-clusters.ts";
import type { CostKey } from "../../../store/queries/where/selection.ts";

/** A rule, read. */
export interface ReadRule {
  readonly definition: StoredDefinition;
  readonly content: AlertRuleContent;
}

/** One thing that a rule looks at. */
export interface Observed {
  /** What tells it apart. */
  readonly labels: Readonly<Record<string, string>>;
  /** The part of the clusters that it is about. */
  readonly scope: Scope;
  /** Null where it is not known. */
  readonly value: number | null;
  /** The same for the moment of the last look, with the numbers of now; undefined where older hours do not change it. */
  readonly thenValue?: number | null | undefined;
  readonly title: string;
  readonly facts: readonly NotificationFact[];
}

/** All that a rule has looked at; where it is not whole, what is missing is not known. */
export interface Observation {
  readonly things: readonly Observed[];
  readonly isWhole: boolean;
}

/** The clusters that a rule is about. */
export function clustersOf(
  { definition, content }: ReadRule,
  all: readonly StoredCluster[],
): StoredCluster[] {
  return all.filter(
    ({ name }) =>
      scopeShowsCluster(definition.scope, name) && (content.filter.cluster?.includes(name) ?? true),
  );
}

/** What has to tell rows apart for a rule to pick and to group them: cluster and namespace always. */
export function keysOf({ content: { by, filter } }: ReadRule): CostKey[] {
  const label = by.startsWith("label:") ? by.slice(6) : Object.keys(filter.label ?? {})[0];
  return [
    "cluster",
    "namespace",
    ...(by === "workload" ? (["controllerKind", "controller"] as const) : []),
    ...(label === undefined ? [] : [`label:${label}` as const]),
  ];
}

/** The group that a row belongs to; null where the rule is not about it. */
export function groupOf(rule: ReadRule, keys: readonly string[]): Readonly<Record<string, string>> | null {
  const { by, filter } = rule.content;
  const names = keysOf(rule);
  const row = Object.fromEntries(names.map((name, index) => [name, keys[index] ?? ""]));
  const { cluster = "", namespace = "", controllerKind = "", controller = "" } = row;
  const [asked] = Object.entries(filter.label ?? {});
  const isAsked =
    (filter.cluster?.includes(cluster) ?? true) &&
    (filter.namespace?.includes(namespace) ?? true) &&
    (!asked || asked[1].includes(row[`label:${asked[0]}`] ?? "")) &&
    scopeShows(rule.definition.scope, cluster, namespace);
  if (!isAsked) return null;
  if (by === "cluster") return { cluster };
  if (by === "namespace") return { cluster, namespace };
  if (by === "workload")
    return controller === "" ? null : { cluster, namespace, workload: `${controllerKind}/${controller}` };
  const value = row[by] ?? "";
  return value === "" ? null : { [by.slice(6)]: value };
}

/** The part of the clusters that a group is about: as narrow as its labels say, and never wider than the rule's. */
export function scopeOfGroup(
  { definition: { scope } }: ReadRule,
  { cluster, namespace }: Readonly<Record<string, string>>,
): Scope {
  if (cluster === undefined) return scope;
  const own: Scope =
    namespace === undefined
      ? { clusters: [cluster], namespaces: "all" }
      : { clusters: [cluster], namespaces: { [cluster]: [namespace] } };
  return isScopeWithin(own, scope) || isScopeWithin(FULL_SCOPE, scope) ? own : scope;
}

/** A group as people call it. */
export function nameOf(labels: Readonly<Record<string, string>>): string {
  const { cluster, namespace, workload, ...others } = labels;
  const place = workload
    ? `${namespace}/${workload}`
    : (namespace ?? Object.values(others)[0] ?? cluster ?? "all");
  return cluster !== undefined && place !== cluster ? `${place} in ${cluster}` : place;
}

export function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(1))} %`;
}
