import { MEASURE_COLUMNS } from "../columns.ts";
import { type Fragment, sql } from "../sql.ts";
import { costRows, type IdColumn } from "./cost-tables.ts";
import type {
  AskedSelection,
  CostFilter,
  CostKey,
  CostSelection,
  LabelKey,
  SharedChoice,
  StepSelection,
} from "./selection.ts";

/** What an id's rows have to be joined with before they can be named. */
const JOINS: Readonly<Partial<Record<IdColumn, Fragment>>> = {
  namespace_id: sql`join namespace using (cluster_id, namespace_id)`,
  controller_id: sql`join controller using (cluster_id, controller_id)`,
  pod_id: sql`left join pod using (cluster_id, pod_id)`,
  node_id: sql`left join node using (cluster_id, node_id)`,
  container_id: sql`left join container using (cluster_id, container_id)`,
  label_set_id: sql`left join label_set using (cluster_id, label_set_id)`,
  // Renamed within, so that whatever is joined after it finds one cluster_id to join by.
  namespace_label_set_id: sql`left join (select cluster_id, label_set_id as namespace_label_set_id, labels
    from label_set) namespace_labels using (cluster_id, namespace_label_set_id)`,
};

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
export function isLabelKey(key: CostKey): key is LabelKey {
  return key.startsWith("label:") || key.startsWith("namespaceLabel:");
}

function keyColumn(key: Exclude<CostKey, "start">): KeyColumn {
  return isLabelKey(key) ? labelColumn(key) : KEYS[key];
}

/** The quoted name under which a key stands in a relation. */
export function keyName(key: CostKey): Fragment {
  return sql.ref(key);
}

/**
 * A relation of cost: one row for each value of `keys`, with the sum of every measure. It reads the
 * cheapest table that knows all that is asked for, and names things only after it has summed them up.
 */
export function costRelation(
  selection: CostSelection,
  keys: readonly CostKey[],
  step: StepSelection | null,
): Fragment {
  const groupIds = idsOf(keys);
  const rows = costRows(selection, [...groupIds, ...filterIds(selection.filter)], "picked");
  const ids = sql.join(
    groupIds.map((id) => sql`, fact.${sql.ref(id)}`),
    sql``,
  );
  const start = step ? sql`, ${stepStart(step)} as start` : sql``;
  const sums = sql.join(
    MEASURE_COLUMNS.map((column) => sql`sum(${sql.ref(column)})::bigint as ${sql.ref(column)}`),
  );
  const others = [...groupIds.map((id) => sql`fact.${sql.ref(id)}`), ...(step ? [sql`start`] : [])];
  const cluster = clusterColumn(selection, others.length > 0);
  const summed = sql`select ${cluster.column} ${ids} ${start}, ${sums} from (${rows}) fact
    where ${filterCondition(selection)} group by ${sql.join([...cluster.grouped, ...others])}`;
  return sql`select ${namedKeys(keys)}, ${measuresOf("summed")} from (${summed}) summed
    join cluster using (cluster_id) ${joins(groupIds)}`;
}

/** How rows of `summed`, told apart by ids, are named by `keys`: what to select, and what to join them with. */
export function naming(keys: readonly CostKey[]): {
  readonly ids: readonly IdColumn[];
  readonly names: Fragment;
  readonly joins: Fragment;
} {
  const ids = idsOf(keys);
  return { ids, names: namedKeys(keys), joins: sql`join cluster using (cluster_id) ${joins(ids)}` };
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

/** The ids that rows are grouped by to be told apart by `keys`. */
function idsOf(keys: readonly CostKey[]): IdColumn[] {
  return unique(keys.flatMap((key) => (key === "start" ? [] : keyColumn(key).ids)));
}

/** How rows are told apart for sharing: by node too, by stretches of time, by whether they are shared. */
interface Shareable {
  readonly byNode: boolean;
  readonly step: StepSelection | null;
  readonly shared: SharedChoice | null;
}

/**
 * A cost relation of all rows, whatever the filter, with what sharing has to know: `cluster_id`, `node_id`
 * where it goes by node (else 0), `matches`, which says of each row whether the filter picks it, and
 * `is_shared`, which says whether it is to be shared by the others.
 */
export function shareableRelation(
  selection: CostSelection,
  keys: readonly CostKey[],
  { byNode, step, shared }: Shareable,
): Fragment {
  const groupIds = unique([...idsOf(keys), ...(byNode ? (["node_id"] as const) : [])]);
  const sharedFilter: CostFilter = { namespace: shared?.namespaces, label: shared?.labels };
  // All rows, for idle and shared costs go over all of them before the filter picks any.
  const rows = costRows(selection, [...groupIds, ...filterIds(selection.filter), ...filterIds(sharedFilter)]);
  const ids = sql.join(
    groupIds.map((id) => sql`, fact.${sql.ref(id)}`),
    sql``,
  );
  const sums = sql.join(
    MEASURE_COLUMNS.map((column) => sql`sum(${sql.ref(column)})::bigint as ${sql.ref(column)}`),
  );
  const start = step ? sql`, ${stepStart(step)} as start` : sql``;
  const marks = [
    mark("matches", filterCondition(selection), filterIds(selection.filter).length > 0),
    mark(
      "is_shared",
      sharedCondition({ ...selection, filter: sharedFilter }),
      filterIds(sharedFilter).length > 0,
    ),
  ];
  const others = [
    ...groupIds.map((id) => sql`fact.${sql.ref(id)}`),
    ...(step ? [sql`start`] : []),
    ...marks.flatMap((each) => each.grouped),
  ];
  const cluster = clusterColumn(selection, others.length > 0);
  const summed = sql`select ${cluster.column} ${ids} ${start}, ${sql.join(marks.map(({ column }) => column))}, ${sums}
    from (${rows}) fact group by ${sql.join([...cluster.grouped, ...others])}`;
  return sql`select ${namedKeys(keys)}, summed.cluster_id, ${byNode ? sql`summed.node_id` : sql`0::bigint as node_id`},
    summed.matches, summed.is_shared, ${measuresOf("summed")} from (${summed}) summed
    join cluster using (cluster_id) ${joins(groupIds)}`;
}

/**
 * A mark of rows by a condition. Where all rows are alike they are not grouped by it: the planner takes it for two
 * values, and for four times as many groups as there are it sorts all rows on disk.
 */
function mark(
  name: "matches" | "is_shared",
  condition: Fragment,
  differs: boolean,
): { readonly column: Fragment; readonly grouped: readonly Fragment[] } {
  return { column: sql`(${condition}) as ${sql.ref(name)}`, grouped: differs ? [sql.ref(name)] : [] };
}

/** The beginning of the stretch of time that an hour belongs to, on the clock of the time zone. */
export function stepStart({ step, timeZone }: StepSelection): Fragment {
  return sql`date_trunc(${sql.lit(step)}, fact.hour, ${timeZone})`;
}

/** The condition that picks what a selection's filter names out of rows called `fact`, of whatever time. */
export function filterCondition(selection: AskedSelection): Fragment {
  const { filter } = selection;
  return sql.join(
    [
      sql`true`,
      ...nameCondition(selection, "namespace", "namespace_id", { name: filter.namespace }),
      ...nameCondition(selection, "controller", "controller_id", {
        kind: filter.controllerKind,
        name: filter.controller,
      }),
      ...nameCondition(selection, "pod", "pod_id", { name: filter.pod }),
      ...nameCondition(selection, "node", "node_id", { name: filter.node }),
      ...nameCondition(selection, "container", "container_id", { name: filter.container }),
      ...labelConditions(selection),
    ],
    sql` and `,
  );
}

/** The condition that says of a row of `fact` whether it is of any namespace or label of the filter. */
function sharedCondition(selection: AskedSelection): Fragment {
  const { namespace } = selection.filter;
  const any = [
    ...nameCondition(selection, "namespace", "namespace_id", { name: namespace }),
    ...labelConditions(selection),
  ];
  return any.length > 0 ? sql.join(any, sql` or `) : sql`false`;
}

/** The condition that picks a selection's clusters and hours. */
export function hoursCondition({ clusterIds, start, end }: AskedSelection): Fragment {
  return sql`fact.cluster_id = any(${clusterIds}) and fact.hour >= ${new Date(start)} and fact.hour < ${new Date(end)}`;
}

/** The condition on nodes alone, for rows that know nothing but nodes. */
export function nodeCondition(selection: AskedSelection): Fragment {
  const conditions = nameCondition(selection, "node", "node_id", { name: selection.filter.node });
  return sql.join([sql`true`, ...conditions], sql` and `);
}

/** The ids that a filter goes by. */
export function filterIds(filter: CostFilter): IdColumn[] {
  return [
    ...(filter.namespace ? (["namespace_id"] as const) : []),
    ...(filter.controllerKind || filter.controller ? (["controller_id"] as const) : []),
    ...(filter.pod ? (["pod_id"] as const) : []),
    ...(filter.node ? (["node_id"] as const) : []),
    ...(filter.container ? (["container_id"] as const) : []),
    ...(filter.label ? (["label_set_id"] as const) : []),
  ];
}

function nameCondition(
  { clusterIds }: AskedSelection,
  table: string,
  id: IdColumn,
  wanted: Readonly<Record<string, readonly string[] | undefined>>,
): Fragment[] {
  const given = Object.entries(wanted).filter(([, names]) => names !== undefined);
  if (given.length === 0) return [];

  const matches = given.map(([column, names]) => sql`${sql.ref(column)} = any(${names})`);
  return [
    sql`(fact.cluster_id, fact.${sql.ref(id)}) in (select cluster_id, ${sql.ref(id)} from ${sql.table(table)}
      where cluster_id = any(${clusterIds}) and ${sql.join(matches, sql` and `)})`,
  ];
}

function labelConditions({ clusterIds, filter }: AskedSelection): Fragment[] {
  return Object.entries(filter.label ?? {}).map(
    ([
      name,
      values,
    ]) => sql`(fact.cluster_id, fact.label_set_id) in (select cluster_id, label_set_id from label_set
      where cluster_id = any(${clusterIds}) and labels ->> ${name} = any(${values}))`,
  );
}

function namedKeys(keys: readonly CostKey[]): Fragment {
  return sql.join(
    keys.map((key) => sql`${key === "start" ? sql`summed.start` : keyColumn(key).column} as ${keyName(key)}`),
  );
}

/** In the order of the list, whatever that of the keys: a controller's row brings its namespace's id along. */
function joins(ids: readonly IdColumn[]): Fragment {
  const wanted = Object.entries(JOINS).filter(([id]) => ids.some((known) => known === id));
  return sql.join(
    wanted.map(([, join]) => join),
    sql` `,
  );
}

/** The measures of a relation, as a list of columns. */
export function measuresOf(relation: string): Fragment {
  return sql.join(MEASURE_COLUMNS.map((column) => sql.ref(`${relation}.${column}`)));
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
