import { type Fragment, sql } from "../../connection/sql.ts";
import type { IdColumn } from "./cost-tables.ts";
import { tableOfClusters } from "./table-of-clusters.ts";
import type { CostKey, LabelKey } from "../where/selection.ts";

/** What an id's rows have to be joined with before they can be named. */
const JOINS: Readonly<Partial<Record<IdColumn, (ofClusters: NamesOf) => Fragment>>> = {
  namespace_id: (of) => sql`join ${of("namespace")} using (cluster_id, namespace_id)`,
  controller_id: (of) => sql`join ${of("controller")} using (cluster_id, controller_id)`,
  pod_id: (of) => sql`left join ${of("pod")} using (cluster_id, pod_id)`,
  node_id: (of) => sql`left join ${of("node")} using (cluster_id, node_id)`,
  container_id: (of) => sql`left join ${of("container")} using (cluster_id, container_id)`,
  label_set_id: (of) => sql`left join ${of("label_set")} using (cluster_id, label_set_id)`,
  // Renamed within, so that whatever is joined after it finds one cluster_id to join by.
  namespace_label_set_id: (
    of,
  ) => sql`left join (select cluster_id, label_set_id as namespace_label_set_id, labels
    from ${of("label_set")}) namespace_labels using (cluster_id, namespace_label_set_id)`,
};

type NamesOf = (table: string) => Fragment;

/** How a key is named in an answer, and the id that it is known by. What has no owner is `__unallocated__`. */
interface KeyColumn {
  readonly ids: readonly IdColumn[];
  readonly column: Fragment;
}

const KEYS: Readonly<Record<Exclude<CostKey, "start" | LabelKey>, KeyColumn>> = {
  cluster: { ids: [], column: sql`cluster.name` },
  namespace: { ids: ["namespace_id"], column: sql`namespace.name` },
  controllerKind: { ids: ["controller_id"], column: sql`controller.kind` },
  controller: {
    ids: ["controller_id"],
    column: sql`coalesce(nullif(controller.name, ''), '__unallocated__')`,
  },
  pod: { ids: ["pod_id"], column: sql`coalesce(pod.name, '__unallocated__')` },
  uid: { ids: ["pod_id"], column: sql`coalesce(pod.uid, '')` },
  node: { ids: ["node_id"], column: sql`coalesce(node.name, '')` },
  container: { ids: ["container_id"], column: sql`coalesce(container.name, '')` },
};

/** How a label's key is named: by the pod's own label, or its namespace's where that is asked for. */
function labelColumn(key: LabelKey): KeyColumn {
  const name = key.slice(key.indexOf(":") + 1);
  const own = sql`label_set.labels ->> ${name}`;
  if (key.startsWith("label:")) {
    return { ids: ["label_set_id"], column: sql`coalesce(${own}, '__unallocated__')` };
  }
  return {
    ids: ["label_set_id", "namespace_label_set_id"],
    column: sql`coalesce(${own}, namespace_labels.labels ->> ${name}, '__unallocated__')`,
  };
}

/** True for keys that are labels. */
function isLabelKey(key: CostKey): key is LabelKey {
  return key.startsWith("label:") || key.startsWith("namespaceLabel:");
}

function keyColumn(key: Exclude<CostKey, "start">): KeyColumn {
  return isLabelKey(key) ? labelColumn(key) : KEYS[key];
}

/** The quoted name under which a key stands in a relation. */
export function keyName(key: CostKey): Fragment {
  return sql.ref(key);
}

/** How rows of `summed` of some clusters, told apart by ids, are named by `keys`: what to select, and what to join with. */
export function naming(
  keys: readonly CostKey[],
  clusterIds: readonly number[],
): {
  readonly ids: readonly IdColumn[];
  readonly names: Fragment;
  readonly joins: Fragment;
} {
  const ids = idsOf(keys);
  return {
    ids,
    names: namedKeys(keys),
    joins: sql`join cluster using (cluster_id) ${joins(ids, (table) => tableOfClusters(table, clusterIds))}`,
  };
}

/** The keys that name an id together, of one cluster; an id of labels has no name of its own. */
const WHOLE_NAMES: Readonly<Partial<Record<IdColumn, readonly CostKey[]>>> = {
  namespace_id: ["namespace"],
  controller_id: ["namespace", "controllerKind", "controller"],
  pod_id: ["namespace", "pod", "uid"],
  node_id: ["node"],
  container_id: ["container"],
};

/** Whether rows that ids tell apart have different keys as well, as far as no two nodes are called the same. */
export function areNamesWhole(keys: readonly CostKey[], clusterIds: readonly number[]): boolean {
  const isOfOneCluster = clusterIds.length === 1 || keys.includes("cluster");
  return isOfOneCluster && idsOf(keys).every((id) => WHOLE_NAMES[id]?.every((key) => keys.includes(key)));
}

/** The ids that rows are grouped by to be told apart by `keys`. */
function idsOf(keys: readonly CostKey[]): IdColumn[] {
  return [...new Set(keys.flatMap((key) => (key === "start" ? [] : keyColumn(key).ids)))];
}

function namedKeys(keys: readonly CostKey[]): Fragment {
  return sql.join(
    keys.map((key) => sql`${key === "start" ? sql`summed.start` : keyColumn(key).column} as ${keyName(key)}`),
  );
}

/** In the order of the list, whatever that of the keys: a controller's row brings its namespace's id along. */
function joins(ids: readonly IdColumn[], of: NamesOf): Fragment {
  const wanted = Object.entries(JOINS).filter(([id]) => ids.some((known) => known === id));
  return sql.join(
    wanted.map(([, join]) => join(of)),
    sql` `,
  );
}
