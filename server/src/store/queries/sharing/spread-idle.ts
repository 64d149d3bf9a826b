import { COUNTED_SOURCES } from "../../../domain/allocation/measures.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import type { IdleChoice } from "../where/selection.ts";
import { type Cut, idleOf, idlePricedBy, MARKS, PARTS, ratioNames, sharesOf } from "./idle-parts.ts";
import { clusterIdle, NODE_IDLE, ratiosOf } from "./node-idle.ts";
import { partAlong, partOf, type RunningWeight, runningWeight } from "./split-along.ts";

/** What each row weighs in a split: what it cost of the part, or the same for each row. */
export function weighted(rows: Fragment, names: Fragment, share: IdleChoice["share"]): Fragment {
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

/**
 * Spreads each node's idle over the rows that took of it; by cluster, no row has a node. A row for each key then, with its weights,
 * and of each part what it was given.
 */
export function onNode(rows: Fragment, cut: Cut): Fragment {
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
export function onCluster(rows: Fragment, { step, names }: Cut): Fragment {
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
