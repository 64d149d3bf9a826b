import { MEASURE_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { filterIds, filterMembers, joinedMembers, type Member, sharedMembers } from "../where/conditions.ts";
import { sumList, summedList } from "./cost-columns.ts";
import { costRows, type IdColumn } from "./cost-tables.ts";
import { naming } from "./key-names.ts";
import { labelValues, type ToldApart } from "./label-values.ts";
import { conditionOnNarrowed } from "../where/condition-on-narrowed.ts";
import type { CostFilter, CostKey, CostSelection, SharedChoice, StepSelection } from "../where/selection.ts";

/**
 * A relation of cost: one row for each cluster and value of `keys`, with `cluster_id` and the sum of every measure. It reads the
 * cheapest table that knows all that is asked for, and names things only after it has summed them up.
 */
export function costRelation(
  selection: CostSelection,
  keys: readonly CostKey[],
  step: StepSelection | null,
): Fragment {
  const { summed, names, joins } = unnamedCosts(selection, keys, { step, measures: MEASURE_COLUMNS });
  return sql`select summed.cluster_id, ${names}, ${summedList(MEASURE_COLUMNS)} from (${summed}) summed ${joins}`;
}

interface SummedBy {
  readonly step: StepSelection | null;
  readonly measures: readonly string[];
}

/** The same before it is named: to be called `summed`, and what to select and to join with then. */
export function unnamedCosts(
  selection: CostSelection,
  keys: readonly CostKey[],
  { step, measures }: SummedBy,
): {
  readonly summed: Fragment;
  readonly ids: readonly IdColumn[];
  readonly names: Fragment;
  readonly joins: Fragment;
} {
  const { ids, names, joins } = naming(keys, selection.clusterIds);
  const labels = labelValues(keys, selection.clusterIds);
  const known = [...ids, ...labels.ids, ...filterIds(selection.filter)];
  const rows = costRows(selection, known, { rows: "picked", measures });
  const condition = conditionOnNarrowed(selection);
  const summed = summedRows(selection, rows, { ids, step, marks: [labels], measures, condition });
  return { summed, ids, names, joins };
}

/** How rows are told apart, and which of them are summed up. */
interface Grouping {
  readonly ids: readonly IdColumn[];
  readonly step: StepSelection | null;
  readonly marks: readonly ToldApart[];
  readonly measures: readonly string[];
  readonly condition: Fragment;
}

/** Sums of measures over rows, with `cluster_id`, the ids, `start` where there are steps, and the marks. */
function summedRows(
  selection: CostSelection,
  rows: Fragment,
  { ids, step, marks, measures, condition }: Grouping,
): Fragment {
  const idColumns = ids.map((id) => sql`fact.${sql.ref(id)}`);
  const others = [...idColumns, ...(step ? [sql`start`] : []), ...marks.flatMap(({ grouped }) => grouped)];
  const cluster = clusterColumn(selection, others.length > 0);
  const columns = [
    cluster.column,
    ...idColumns,
    ...(step ? [sql`${stepStart(step)} as start`] : []),
    ...marks.flatMap((each) => each.columns),
    sumList(measures),
  ];
  const joins = sql.join(
    marks.flatMap((each) => each.joins),
    sql` `,
  );
  return sql`select ${sql.join(columns)} from (${rows}) fact ${joins} where ${condition}
    group by ${sql.join([...cluster.grouped, ...others])}`;
}

/**
 * How rows are told apart by cluster. Of one cluster they need not be, where they are by something else: over parts of
 * several tables the planner knows nothing of any key, takes each for 200 values, and for 40,000 groups of two
 * keys it sorted 370,000 rows (1.3 s) that one pass over 1,400 groups sums up.
 */
function clusterColumn(
  { clusterIds }: CostSelection,
  hasOtherKeys: boolean,
): { readonly column: Fragment; readonly grouped: readonly Fragment[] } {
  const [only, ...more] = clusterIds;
  if (only !== undefined && more.length === 0 && hasOtherKeys) {
    return { column: sql`${only}::int as cluster_id`, grouped: [] };
  }
  return { column: sql`fact.cluster_id`, grouped: [sql`fact.cluster_id`] };
}

/** How rows are told apart for sharing: by node too, by stretches of time, by whether they are shared. */
interface Shareable {
  readonly byNode: boolean;
  readonly step: StepSelection | null;
  readonly shared: SharedChoice | null;
  /** Which measures are summed up; with a part of them fewer rows may say so. */
  readonly measures?: readonly string[];
}

/**
 * A cost relation of all rows, whatever the filter, with what sharing has to know: `cluster_id`, `node_id`
 * where it goes by node (else 0), `matches`, which says of each row whether the filter picks it, and
 * `is_shared`, which says whether it is to be shared by the others.
 */
export function shareableRelation(
  selection: CostSelection,
  keys: readonly CostKey[],
  { byNode, step, shared, measures = MEASURE_COLUMNS }: Shareable,
): Fragment {
  const { ids: keyIds, names, joins } = naming(keys, selection.clusterIds);
  const labels = labelValues(keys, selection.clusterIds);
  const ids = [...new Set<IdColumn>([...keyIds, ...(byNode ? (["node_id"] as const) : [])])];
  const sharedFilter: CostFilter = { namespace: shared?.namespaces, label: shared?.labels };
  // All rows, for idle and shared costs go over all of them before the filter picks any.
  const known = [...ids, ...labels.ids, ...filterIds(selection.filter), ...filterIds(sharedFilter)];
  const rows = costRows(selection, known, { measures });
  const marks = [
    labels,
    mark("matches", filterMembers(selection), "and"),
    mark("is_shared", sharedMembers({ ...selection, filter: sharedFilter }), "or"),
  ];
  const summed = summedRows(selection, rows, { ids, step, marks, measures, condition: sql`true` });
  return sql`select ${names}, summed.cluster_id, ${byNode ? sql`summed.node_id` : sql`0::bigint as node_id`},
    summed.matches, summed.is_shared, ${summedList(measures)} from (${summed}) summed ${joins}`;
}

/**
 * A mark of rows: whether all members pick it, or any. Where all rows are alike they are not grouped by it: the planner
 * takes it for two values, and for four times as many groups as there are it sorts all rows on disk.
 */
function mark(name: "matches" | "is_shared", members: readonly Member[], by: "and" | "or"): ToldApart {
  if (members.length === 0) {
    return { columns: [sql`${sql.raw(String(by === "and"))} as ${sql.ref(name)}`], grouped: [], joins: [] };
  }
  const { joins, conditions } = joinedMembers(members, name);
  const isPicked = sql.join(conditions, by === "and" ? sql` and ` : sql` or `);
  return { columns: [sql`(${isPicked}) as ${sql.ref(name)}`], grouped: [sql.ref(name)], joins };
}

/** The beginning of the stretch of time that an hour belongs to, on the clock of the time zone. */
export function stepStart({ step, timeZone }: StepSelection): Fragment {
  return sql`date_trunc(${sql.lit(step)}, fact.hour, ${timeZone})`;
}

/** Measures of a relation, as a list of columns. */
export function measuresOf(relation: string, measures = MEASURE_COLUMNS): Fragment {
  return sql.join(measures.map((column) => sql.ref(`${relation}.${column}`)));
}
