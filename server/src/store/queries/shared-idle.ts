import { MEASURE_COLUMNS } from "../columns.ts";
import { type Fragment, sql } from "../sql.ts";
import { nodeAssets } from "./asset-tables.ts";
import { keyName, shareableRelation } from "./relation.ts";
import type { CostKey, CostSelection, IdleChoice } from "./selection.ts";
import { hasSpecialRows, nameKeyOf, specialKey } from "./special-rows.ts";

/** Parts of a node whose idle is shared each on its own. */
const PARTS = ["cpu", "ram", "gpu"] as const;

/** Who priced what is shared, as far as answers tell it apart. */
const SOURCES = ["custom", "default"] as const;

const noMeasures = sql.join(MEASURE_COLUMNS.map((column) => sql`0::bigint as ${sql.ref(column)}`));

/** A row's measures; what it shares was priced by somebody too. */
const measures = sql.join(
  MEASURE_COLUMNS.map((column) => {
    const source = SOURCES.find((each) => column === `${each}_nano`);
    if (!source) return sql.ref(column);
    return sql`(${sql.ref(column)} + round((${sharesOf("node")}) * ${sql.ref(`node_${source}_ratio`)}
      + (${sharesOf("cluster")}) * ${sql.ref(`cluster_${source}_ratio`)}))::bigint as ${sql.ref(column)}`;
  }),
);

function sharesOf(level: "node" | "cluster"): Fragment {
  return sql.join(
    PARTS.map((part) => sql.ref(`${part}_${level}_share`)),
    sql` + `,
  );
}

function ratios(level: "node" | "cluster"): Fragment {
  return sql.join(
    SOURCES.map(
      (source) => sql`coalesce(${sql.ref(`${source}_idle`)}::numeric
        / nullif(cpu_idle + ram_idle + gpu_idle, 0), 0) as ${sql.ref(`${level}_${source}_ratio`)}`,
    ),
  );
}

/**
 * Rows with their share of idle, and `__idle__` for what nobody can be asked to share: clusters in which
 * nothing ran. Idle is spread over all rows first and filtered afterwards, so that a filter changes which
 * rows are shown and never what stands in them. Shares are cut along a running total: nothing is lost.
 */
export function sharedIdleRows(
  selection: CostSelection,
  keys: readonly CostKey[],
  { idleBy, share }: IdleChoice,
): Fragment[] {
  const names = sql.join(keys.map(keyName));
  // Several ids may bear one name (workloads of one kind): a split needs each row once, in a fixed order.
  const sums = MEASURE_COLUMNS.map((column) => sql`sum(${sql.ref(column)})::bigint as ${sql.ref(column)}`);
  const rows = sql`select ${names}, cluster_id, node_id, matches, ${sql.join(sums)}
    from (${shareableRelation(selection, keys, idleBy === "node")}) named
    group by ${names}, cluster_id, node_id, matches`;
  const shared = sql`select * from (${onCluster(onNode(weighted(rows, names, share), selection, names), selection, names)}) spread`;
  const idleNano = sql`${sharesOf("node")} + ${sharesOf("cluster")}`;
  const own = sql`select ${names}, ${measures}, 0::bigint as shared_nano, (${idleNano})::bigint as idle_nano
    from (${shared}) shared where matches`;
  return hasSpecialRows(selection) ? [own, unshared(selection, keys, shared)] : [own];
}

/** What each row weighs in a split: what it cost of the part, or the same for each row. */
function weighted(rows: Fragment, names: Fragment, share: IdleChoice["share"]): Fragment {
  // A row that the filter cuts in two weighs as one.
  const even = sql`1.0 / count(*) over (partition by cluster_id, node_id, ${names})`;
  const weights = PARTS.map(
    (part) =>
      sql`${share === "even" ? even : sql`${sql.ref(`${part}_nano`)}::numeric`} as ${sql.ref(`${part}_weight`)}`,
  );
  return sql`select rows.*, ${sql.join(weights)} from (${rows}) rows`;
}

/** Spreads each node's idle over the rows that took of it; by cluster, no row has a node. */
function onNode(rows: Fragment, selection: CostSelection, names: Fragment): Fragment {
  const shares = PARTS.map(
    (part) =>
      sql`${split(sql`coalesce(${sql.ref(`${part}_idle`)}, 0)`, part, sql`cluster_id, rows.node_id`, names)}
        as ${sql.ref(`${part}_node_share`)}`,
  );
  return sql`select rows.*, ${sql.join(shares)}, ${ratios("node")} from (${rows}) rows
    left join (${idleSums(selection, sql`fact.cluster_id, fact.node_id`)}) idle using (cluster_id, node_id)`;
}

/** Spreads what no node's rows took over all rows of the cluster. */
function onCluster(rows: Fragment, selection: CostSelection, names: Fragment): Fragment {
  const left = PARTS.map(
    (part) => sql`coalesce(${sql.ref(`${part}_idle`)}, 0)
      - sum(${sql.ref(`${part}_node_share`)}) over (partition by cluster_id) as ${sql.ref(`${part}_left`)}`,
  );
  const shares = PARTS.map(
    (part) =>
      sql`${split(sql.ref(`${part}_left`), part, sql`cluster_id`, sql`${names}, node_id`)}
        as ${sql.ref(`${part}_cluster_share`)}`,
  );
  return sql`select rows.*, ${sql.join(shares)} from (
      select rows.*, ${sql.join(left)}, ${ratios("cluster")} from (${rows}) rows
      left join (${idleSums(selection, sql`fact.cluster_id`)}) idle using (cluster_id)
    ) rows`;
}

/** Idle that was left because nothing was taken of its part in the whole cluster. */
function unshared(selection: CostSelection, keys: readonly CostKey[], shared: Fragment): Fragment {
  const shown = nameKeyOf(keys);
  const named = keys.map(
    (key) => sql`${specialKey(key, key === shown ? "__idle__" : "")} as ${keyName(key)}`,
  );
  const given = sql`${sharesOf("node")} + ${sharesOf("cluster")}`;
  return sql`select ${sql.join(named)}, ${noMeasures}, 0::bigint as shared_nano,
      (cpu_idle + ram_idle + gpu_idle - coalesce(given, 0))::bigint as idle_nano
    from (${idleSums(selection, sql`fact.cluster_id`)}) special
    join cluster using (cluster_id)
    left join (select cluster_id, sum(${given}) as given from (${shared}) shared group by cluster_id) shares
      using (cluster_id)
    where cpu_idle + ram_idle + gpu_idle > coalesce(given, 0)`;
}

function idleSums(selection: CostSelection, by: Fragment): Fragment {
  const sums = PARTS.map((part) => sql`sum(${sql.ref(`${part}_idle_nano`)}) as ${sql.ref(`${part}_idle`)}`);
  const sources = SOURCES.map(
    (source) => sql`sum(${sql.ref(`${source}_idle_nano`)}) as ${sql.ref(`${source}_idle`)}`,
  );
  return sql`select ${by}, ${sql.join([...sums, ...sources])} from (${nodeAssets(selection)}) fact group by ${by}`;
}

/** A row's part of `amount`: the running total up to it, less the running total before it. */
function split(amount: Fragment, part: string, partition: Fragment, order: Fragment): Fragment {
  const weight = sql.ref(`${part}_weight`);
  const upTo = sql`sum(${weight}) over (partition by ${partition} order by ${order}, matches)`;
  const all = sql`sum(${weight}) over (partition by ${partition})`;
  return sql`case when ${all} > 0 then
      floor(${amount} * ${upTo} / ${all}) - floor(${amount} * (${upTo} - ${weight}) / ${all})
    else 0 end`;
}
