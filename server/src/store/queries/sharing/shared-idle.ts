import { COUNTED_SOURCES } from "../../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS, WEIGHT_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { costColumns } from "../relations/cost-columns.ts";
import { keyName } from "../relations/key-names.ts";
import { measuresOf, shareableRelation } from "../relations/cost-relation.ts";
import type { CostKey, SharingQuestion } from "../where/selection.ts";
import { hasSpecialRows, specialKeys } from "../relations/special-rows.ts";
import { JOIN_CLUSTER } from "./cluster-names.ts";
import { type Cut, idleOf, idlePricedBy, MARKS, sharesOf, type Source } from "./idle-parts.ts";
import { clusterIdle } from "./node-idle.ts";
import { onCluster, onNode, weighted } from "./spread-idle.ts";

/**
 * All rows, whatever the filter, each once: their keys, `cluster_id`, `matches`, `is_shared`, measures,
 * `idle_nano` (their share of idle, where it is shared), and who priced that: `idle_custom`, `idle_list` and so on.
 */
export function rowsWithIdle(question: SharingQuestion): Fragment {
  const { keys, view } = question;
  const names = sql.join(keys.map(keyName));
  const rows = namedRows(question, { byNode: false, measures: MEASURE_COLUMNS });
  const idle = [sql`idle_nano`, ...COUNTED_SOURCES.map(idleOf)];
  const own = sql`select ${names}, ${MARKS}, ${measuresOf("rows")}, ${sql.join(idle.map((column) => sql`0::numeric as ${column}`))}
    from (${rows}) rows`;
  if (view.idle !== "share") return own;

  // What rows cost and what they took of nodes is read apart: by node there are many more rows, but of three figures each.
  const none = sql.join(MEASURE_COLUMNS.map(() => sql`null::numeric`));
  const added = [...MEASURE_COLUMNS.map((column) => sql.ref(column)), ...idle].map(
    (column) => sql`sum(${column}) as ${column}`,
  );
  return sql`select ${names}, ${MARKS}, ${sql.join(added)}
    from (${own} union all select ${names}, ${MARKS}, ${none}, ${sql.join(idle)} from (${idleShares(question)}) shares) parts
    group by ${names}, ${MARKS}`;
}

/**
 * Each row's share of idle: its keys and marks, `idle_nano`, and who priced it. First each node's idle goes to its rows, and then
 * what no node's rows took to all rows of the cluster, which by then are one for each key.
 */
function idleShares(question: SharingQuestion): Fragment {
  const { keys, step, view } = question;
  const names = sql.join(keys.map(keyName));
  const rows = namedRows(question, { byNode: view.idleBy === "node", measures: WEIGHT_COLUMNS });
  const cut: Cut = { step, names };
  const spread = onCluster(onNode(weighted(rows, names, view.share), cut), cut);
  const pricedBy = COUNTED_SOURCES.map(
    (source) => sql`${idleOf(source)} + ${idlePricedBy(source, "cluster")} as ${idleOf(source)}`,
  );
  return sql`select ${names}, ${MARKS}, idle_nano + ${sharesOf("cluster")} as idle_nano, ${sql.join(pricedBy)}
    from (${spread}) spread`;
}

/** Keys of which a cluster has no two ids of one name. */
const NAMED_BY_ONE_ID: ReadonlySet<CostKey> = new Set<CostKey>(["cluster", "namespace", "start"]);

/**
 * Rows by their names and marks, and by `node_id`, which is 0 where it does not go by node. Several ids may bear one name
 * (workloads of one kind): a split needs each row once, in a fixed order. Where none does, rows are summed up already.
 */
function namedRows(
  { selection, keys, step, view }: SharingQuestion,
  { byNode, measures }: { readonly byNode: boolean; readonly measures: readonly string[] },
): Fragment {
  const rows = shareableRelation(selection, keys, { byNode, step, shared: view.shared, measures });
  if (keys.every((key) => NAMED_BY_ONE_ID.has(key))) return rows;

  const names = sql.join(keys.map(keyName));
  const sums = measures.map((column) => sql`sum(${sql.ref(column)}) as ${sql.ref(column)}`);
  return sql`select ${names}, ${MARKS}, node_id, ${sql.join(sums)} from (${rows}) named group by ${names}, ${MARKS}, node_id`;
}

/** Idle that was left because nothing was taken of its part in the whole cluster; `from` names all rows. */
export function unsharedIdle({ selection, keys, step, view }: SharingQuestion, from: Fragment): Fragment[] {
  if (view.idle !== "share" || !hasSpecialRows(selection)) return [];

  const place = step ? sql`cluster_id, start` : sql`cluster_id`;
  const given = [sql`idle_nano`, ...COUNTED_SOURCES.map(idleOf)].map(
    (column) => sql`sum(${column}) as ${column}`,
  );
  return [
    sql`select ${specialKeys(keys, "__idle__")}, ${costColumns({
      idle_nano: sql`cpu_idle + ram_idle + gpu_idle - coalesce(idle_nano, 0)`,
      ...Object.fromEntries(COUNTED_SOURCES.map((source) => [`${source}_nano`, idleLeftOf(source)])),
    })} from (${clusterIdle(step)}) special
      ${JOIN_CLUSTER}
      left join (select ${place}, ${sql.join(given)} from ${from} given group by ${place}) given using (${place})
      where cpu_idle + ram_idle + gpu_idle > coalesce(idle_nano, 0)`,
  ];
}

/** What a source priced of a row and of its share of idle. */
export function withIdleOf(source: Source): Fragment {
  return sql`coalesce(${sql.ref(`${source}_nano`)}, 0) + ${idleOf(source)}`;
}

function idleLeftOf(source: Source): Fragment {
  return sql`greatest(${sql.ref(`${source}_idle`)} - coalesce(${idleOf(source)}, 0), 0)`;
}
