import { type Fragment, sql } from "../../connection/sql.ts";
import type { IdColumn } from "./cost-tables.ts";
import { tableOfClusters } from "./table-of-clusters.ts";
import type { CostKey, LabelKey } from "../where/selection.ts";
import { isLabelKey, labelColumn } from "./label-values.ts";

/** What an id's rows have to be joined with before they can be named. */
const JOINS: Readonly<Partial<Record<IdColumn, (ofClusters: NamesOf) => Fragment>>> = {
  namespace_id: (of) => sql`join ${of("namespace")} using (cluster_id, namespace_id)`,
  controller_id: (of) => sql`join ${of("controller")} using (cluster_id, controller_id)`,
  pod_id: (of) => sql`left join ${of("pod")} using (cluster_id, pod_id)`,
  node_id: (of) => sql`left join ${of("node")} using (cluster_id, node_id)`,
  container_id: (of) => sql`left join ${of("container")} using (cluster_id, container_id)`,
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

/** The quoted name under which a key stands in a relation. */
export function keyName(key: CostKey): Fragment {
  return sql.ref(key);
}

/** How rows of `summed` of some clusters, told apart by ids and values of labels, are named by `keys`: what to select, and what to join with. */
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

/** The keys that name an id together, of one cluster. */
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
  const areIds = isOfOneCluster && !keys.some(isLabelKey);
  return areIds && idsOf(keys).every((id) => WHOLE_NAMES[id]?.every((key) => keys.includes(key)));
}

/** The ids that rows are grouped by to be told apart by `keys`. */
function idsOf(keys: readonly CostKey[]): IdColumn[] {
  return [...new Set(keys.flatMap((key) => (key === "start" || isLabelKey(key) ? [] : KEYS[key].ids)))];
}

function namedKeys(keys: readonly CostKey[]): Fragment {
  return sql.join(keys.map((key) => sql`${nameOf(key, keys)} as ${keyName(key)}`));
}

function nameOf(key: CostKey, keys: readonly CostKey[]): Fragment {
  if (key === "start") return sql`summed.start`;
  return isLabelKey(key) ? sql`summed.${labelColumn(key, keys)}` : KEYS[key].column;
}

/** In the order of the list, whatever that of the keys: a controller's row brings its namespace's id along. */
function joins(ids: readonly IdColumn[], of: NamesOf): Fragment {
  const wanted = Object.entries(JOINS).filter(([id]) => ids.some((known) => known === id));
  return sql.join(
    wanted.map(([, join]) => join(of)),
    sql` `,
  );
}
