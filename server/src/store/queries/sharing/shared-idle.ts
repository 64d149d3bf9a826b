import { COUNTED_SOURCES } from "../../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS, WEIGHT_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { nodeAssets } from "../relations/asset-tables.ts";
import { costColumns } from "../relations/cost-columns.ts";
import { keyName } from "../relations/key-names.ts";
import { measuresOf, shareableRelation, stepStart } from "../relations/cost-relation.ts";
import type { CostKey, IdleChoice, SharingQuestion, StepSelection } from "../where/selection.ts";
import { hasSpecialRows, specialKeys } from "../relations/special-rows.ts";
import { JOIN_CLUSTER } from "./cluster-names.ts";
import { partAlong, partOf, type RunningWeight, runningWeight } from "./split-along.ts";

/** Parts of a node whose idle is shared each on its own. */
const PARTS = ["cpu", "ram", "gpu"] as const;

type Source = (typeof COUNTED_SOURCES)[number];

/** What a row of a shareable relation is told apart by, beside its keys. */
const MARKS = sql`cluster_id, is_shared, matches`;

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

function idleOf(source: Source): Fragment {
  return sql.ref(`idle_${source}`);
}

function idleLeftOf(source: Source): Fragment {
  return sql`greatest(${sql.ref(`${source}_idle`)} - coalesce(${idleOf(source)}, 0), 0)`;
}

/** Of a node or a cluster whose idle a source has not priced, nothing is to be multiplied: that is so for most sources. */
function idlePricedBy(source: Source, level: "node" | "cluster"): Fragment {
  const ratio = sql.ref(`${level}_${source}_ratio`);
  return sql`case when ${ratio} <> 0 then round((${sharesOf(level)}) * ${ratio}) else 0 end`;
}

function sharesOf(level: "node" | "cluster"): Fragment {
  return sql.join(
    PARTS.map((part) => sql.ref(`${part}_${level}_share`)),
    sql` + `,
  );
}

/** How much of the idle of a relation's rows each source has priced; null where there is no idle. */
function ratiosOf(relation: Fragment, level: "node" | "cluster"): Fragment {
  const ratios = COUNTED_SOURCES.map(
    (source) => sql`${sql.ref(`${source}_idle`)}::numeric
      / nullif(cpu_idle + ram_idle + gpu_idle, 0) as ${sql.ref(`${level}_${source}_ratio`)}`,
  );
  return sql`select idle.*, ${sql.join(ratios)} from (${relation}) idle`;
}

function ratioNames(level: "node" | "cluster"): Fragment {
  return sql.join(COUNTED_SOURCES.map((source) => sql.ref(`${level}_${source}_ratio`)));
}

/** What each row weighs in a split: what it cost of the part, or the same for each row. */
function weighted(rows: Fragment, names: Fragment, share: IdleChoice["share"]): Fragment {
  const weights = PARTS.map(
    (part) =>
      sql`${share === "even" ? evenWeight(names) : sql`${sql.ref(`${part}_nano`)}::numeric`} as ${sql.ref(`${part}_weight`)}`,
  );
  return sql`select rows.*, ${sql.join(weights)} from (${rows}) rows`;
}

/**
 * Each row weighs 4, on each of its nodes. What is shared may cut it in two, and the filter may cut that again:
 * in this order, so that no filter changes what is shared.
 */
function evenWeight(names: Fragment): Fragment {
  const row = sql`cluster_id, node_id, ${names}`;
  const isWhole = sql`bool_and(is_shared) over (partition by ${row}) = bool_or(is_shared) over (partition by ${row})`;
  return sql`(4 / case when ${isWhole} then 1 else 2 end / count(*) over (partition by ${row}, is_shared))::numeric`;
}

/** How rows are cut: by which keys, and by stretches of time where there are any. */
interface Cut {
  readonly step: StepSelection | null;
  readonly names: Fragment;
}

/**
 * Spreads each node's idle over the rows that took of it; by cluster, no row has a node. A row for each key then, with its weights,
 * and of each part what it was given.
 */
function onNode(rows: Fragment, cut: Cut): Fragment {
  const { names } = cut;
  const shares = PARTS.map(
    (part) =>
      sql`${partOf(sql`coalesce(${sql.ref(`${part}_idle`)}, 0)`, weightNames(part))} as ${sql.ref(`${part}_node_share`)}`,
  );
  // Joined once rows know their weights: they are put in order for that, and are sorted once then.
  const given = sql`select weighed.*, ${sql.join(shares)}, ${ratioNames("node")} from (${alongNodes(rows, cut)}) weighed
    left join ${NODE_IDLE} idle using (${nodePlace(cut)})`;
  const sums = PARTS.flatMap((part) =>
    ["weight", "node_share"].map(
      (of) => sql`sum(${sql.ref(`${part}_${of}`)}) as ${sql.ref(`${part}_${of}`)}`,
    ),
  );
  const pricedBy = COUNTED_SOURCES.map(
    (source) => sql`sum(${idlePricedBy(source, "node")}) as ${idleOf(source)}`,
  );
  return sql`select ${names}, ${MARKS}, ${sql.join([...sums, ...pricedBy])}, sum(${sharesOf("node")}) as idle_nano
    from (${given}) given group by ${names}, ${MARKS}`;
}

/** Rows with what the rows of their node weigh up to them, and all of these. */
function alongNodes(rows: Fragment, cut: Cut): Fragment {
  const running = PARTS.flatMap((part) => {
    const names = weightNames(part);
    const { upTo, all } = runningWeight({
      weight: names.weight,
      partition: nodePlace(cut),
      order: sql`${cut.names}, is_shared, matches`,
    });
    return [sql`${upTo} as ${names.upTo}`, sql`${all} as ${names.all}`];
  });
  return sql`select rows.*, ${sql.join(running)} from (${rows}) rows`;
}

function weightNames(part: (typeof PARTS)[number]): RunningWeight {
  return {
    weight: sql.ref(`${part}_weight`),
    upTo: sql.ref(`${part}_weight_up_to`),
    all: sql.ref(`${part}_weight_of_all`),
  };
}

function nodePlace({ step }: Cut): Fragment {
  return step ? sql`cluster_id, node_id, start` : sql`cluster_id, node_id`;
}

/** Spreads what no node's rows took over all rows of the cluster. */
function onCluster(rows: Fragment, { step, names }: Cut): Fragment {
  const place = step ? sql`cluster_id, start` : sql`cluster_id`;
  const left = PARTS.map(
    (part) => sql`coalesce(${sql.ref(`${part}_idle`)}, 0)
      - sum(${sql.ref(`${part}_node_share`)}) over (partition by ${place}) as ${sql.ref(`${part}_left`)}`,
  );
  const shares = PARTS.map((part) => {
    const share = partAlong(sql.ref(`${part}_left`), {
      weight: sql.ref(`${part}_weight`),
      partition: place,
      order: sql`${names}, is_shared, matches`,
    });
    return sql`${share} as ${sql.ref(`${part}_cluster_share`)}`;
  });
  return sql`select rows.*, ${sql.join(shares)} from (
      select rows.*, ${sql.join(left)}, ${ratioNames("cluster")} from (${rows}) rows
      left join (${ratiosOf(clusterIdle(step), "cluster")}) idle using (${place})
    ) rows`;
}

/** Where each node's idle stands, so that its days and hours are read once. */
export const NODE_IDLE: Fragment = sql`sharing_idle`;

const IDLE_COLUMNS = [...PARTS, ...COUNTED_SOURCES];

/** Each node's idle, by part and by who priced it, with `start` where there are steps: `NODE_IDLE` is to stand for it. */
export function nodeIdle({ selection, step }: SharingQuestion): Fragment {
  const idle = IDLE_COLUMNS.map(
    (part) => sql`sum(${sql.ref(`${part}_idle_nano`)}) as ${sql.ref(`${part}_idle`)}`,
  );
  const sums = sql`select fact.cluster_id, fact.node_id ${step ? sql`, ${stepStart(step)} as start` : sql``}, ${sql.join(idle)}
    from (${nodeAssets(selection)}) fact group by fact.cluster_id, fact.node_id ${step ? sql`, start` : sql``}`;
  return ratiosOf(sums, "node");
}

function clusterIdle(step: StepSelection | null): Fragment {
  const place = step ? sql`cluster_id, start` : sql`cluster_id`;
  const idle = IDLE_COLUMNS.map((part) => sql`sum(${sql.ref(`${part}_idle`)}) as ${sql.ref(`${part}_idle`)}`);
  return sql`select ${place}, ${sql.join(idle)} from ${NODE_IDLE} nodes group by ${place}`;
}
