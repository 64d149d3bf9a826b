import { COUNTED_SOURCES } from "../../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { costColumns } from "../relations/cost-columns.ts";
import { monthlyRows } from "./monthly-amount.ts";
import { keyName } from "../relations/key-names.ts";
import type { CostView, SharingQuestion } from "../where/selection.ts";
import { CLUSTER_NAMES, clusterNames } from "./cluster-names.ts";
import { bearingRows, sharedPool, sharesOfPool, unsharedPool } from "./shared-costs.ts";
import { NODE_IDLE, nodeIdle } from "./node-idle.ts";
import { rowsWithIdle, unsharedIdle, withIdleOf } from "./shared-idle.ts";

const rows = sql`sharing_rows`;
const pool = sql`sharing_pool`;
const bearing = sql`sharing_bearing`;

/** True where rows have to bear what is not their own. */
export function isSharing(view: CostView): boolean {
  return view.idle === "share" || view.shared !== null;
}

/**
 * Rows with their shares of idle and of what serves all, and special rows for what nobody is there to bear.
 * First idle is spread over all rows. Then what is shared leaves its rows, its share of idle with it, and is
 * spread over those that are left. A filter comes last: it changes which rows are shown, never what stands in
 * them. Rows may come in several parts, to be summed up by their keys.
 */
export function sharingRows(question: SharingQuestion): Fragment {
  const { shared } = question.view;
  const ofNodes =
    question.view.idle === "share" ? sql`${NODE_IDLE} as materialized (${nodeIdle(question)}),` : sql``;
  const withIdle = sql`${CLUSTER_NAMES} as materialized (${clusterNames(question.selection.clusterIds)}),
    ${ofNodes} ${rows} as materialized (${rowsWithIdle(question)})`;
  const idleLeft = unsharedIdle(question, rows);
  if (!shared) {
    return sql`select * from (with ${withIdle}
      ${sql.join([ownRows(question, rows), ...idleLeft], sql` union all `)}) sharing`;
  }
  const parts = [
    ownRows(question, bearing),
    sharesOfPool(question, bearing),
    ...(shared.monthly ? [monthlyRows(question, shared.monthly, bearing)] : []),
    ...idleLeft,
    ...unsharedPool(question, { bearing, pool }),
  ];
  return sql`select * from (with ${withIdle},
    ${pool} as materialized (${sharedPool(question, rows)}),
    ${bearing} as materialized (${bearingRows(question, { rows, pool })})
    ${sql.join(parts, sql` union all `)}) sharing`;
}

/** What rows cost themselves, and their share of idle. */
function ownRows({ keys }: SharingQuestion, from: Fragment): Fragment {
  const measures = Object.fromEntries(MEASURE_COLUMNS.map((column) => [column, sql.ref(column)]));
  return sql`select ${sql.join(keys.map(keyName))}, ${costColumns({
    ...measures,
    ...Object.fromEntries(COUNTED_SOURCES.map((source) => [`${source}_nano`, withIdleOf(source)])),
    idle_nano: sql`idle_nano`,
  })} from ${from} own where matches`;
}
