import { ofClusters } from "../../connection/of-clusters.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import type { CostKey, LabelKey } from "../where/selection.ts";
import type { IdColumn } from "./cost-tables.ts";

/** What has neither the label nor a namespace that has it. */
const UNLABELED = sql`'__unallocated__'`;
const OWN = sql`own_labels`;
const OF_NAMESPACE = sql`namespace_labels`;

/** Columns that rows called `fact` are told apart by, and what these have to be joined with for it. */
export interface ToldApart {
  readonly columns: readonly Fragment[];
  readonly grouped: readonly Fragment[];
  readonly joins: readonly Fragment[];
}

/** True for keys that are labels. */
export function isLabelKey(key: CostKey): key is LabelKey {
  return key.startsWith("label:") || key.startsWith("namespaceLabel:");
}

/**
 * The values of the labels among `keys`, and the ids by which rows know them. They are told before rows are summed up, unlike
 * other names: a hundred clusters have 15,000 sets of labels and twenty teams, and sums for each set would have to be summed up again.
 */
export function labelValues(
  keys: readonly CostKey[],
  clusterIds: readonly number[],
): ToldApart & { readonly ids: readonly IdColumn[] } {
  const labels = keys.filter(isLabelKey);
  if (labels.length === 0) return { ids: [], columns: [], grouped: [], joins: [] };

  const sets = [
    { id: "label_set_id", as: OWN, labels },
    { id: "namespace_label_set_id", as: OF_NAMESPACE, labels: labels.filter(isOfNamespace) },
  ] as const;
  const read = sets.filter((set) => set.labels.length > 0);
  return {
    ids: read.map(({ id }) => id),
    columns: labels.map((key) => sql`${valueOf(key, labels)} as ${labelColumn(key, keys)}`),
    grouped: labels.map((key) => labelColumn(key, keys)),
    joins: read.map((set) => joinSets(set, labels, clusterIds)),
  };
}

/** Where the value of a key that is a label stands in sums. */
export function labelColumn(key: LabelKey, keys: readonly CostKey[]): Fragment {
  return sql.ref(`label_${keys.filter(isLabelKey).indexOf(key)}`);
}

/** The pod's own label, or its namespace's where that is asked for. */
function valueOf(key: LabelKey, labels: readonly LabelKey[]): Fragment {
  const value = valueColumn(key, labels);
  const ofNamespace = isOfNamespace(key) ? [sql`${OF_NAMESPACE}.${value}`] : [];
  return sql`coalesce(${sql.join([sql`${OWN}.${value}`, ...ofNamespace, UNLABELED])})`;
}

function valueColumn(key: LabelKey, labels: readonly LabelKey[]): Fragment {
  return sql.ref(`value_${labels.indexOf(key)}`);
}

function isOfNamespace(key: LabelKey): boolean {
  return key.startsWith("namespaceLabel:");
}

interface LabelSets {
  readonly id: IdColumn;
  readonly as: Fragment;
  readonly labels: readonly LabelKey[];
}

/** By `case`, so that PostgreSQL reads a value out of each set once: what yields null for null it works out for each row that is joined. */
function joinSets(
  { id, as, labels }: LabelSets,
  all: readonly LabelKey[],
  clusterIds: readonly number[],
): Fragment {
  const values = labels.map((key) => {
    const name = key.slice(key.indexOf(":") + 1);
    return sql`case when labels ? ${name} then labels ->> ${name} end as ${valueColumn(key, all)}`;
  });
  return sql`left join (select cluster_id, label_set_id, ${sql.join(values)} from label_set where ${ofClusters(clusterIds)}) ${as}
    on ${as}.cluster_id = fact.cluster_id and ${as}.label_set_id = fact.${sql.ref(id)}`;
}
