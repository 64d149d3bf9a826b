import { type Fragment, sql } from "../../connection/sql.ts";
import type { IdColumn } from "../relations/cost-tables.ts";
import { NO_ID } from "../../hours/hour-ids.ts";
import { storedNames, wantsNameless } from "./nameless.ts";
import type { AskedSelection, CostFilter } from "./selection.ts";

/** The condition that picks what a selection's filter names out of rows called `fact`, of whatever time. */
export function filterCondition(selection: AskedSelection): Fragment {
  const { filter } = selection;
  return sql.join(
    [
      sql`true`,
      ...nameCondition(selection, {
        table: "namespace",
        id: "namespace_id",
        wanted: { name: filter.namespace },
      }),
      ...nameCondition(selection, {
        table: "controller",
        id: "controller_id",
        wanted: {
          kind: filter.controllerKind,
          name: filter.controller,
        },
      }),
      ...nameCondition(selection, { table: "pod", id: "pod_id", wanted: { name: filter.pod } }),
      ...nameCondition(selection, { table: "node", id: "node_id", wanted: { name: filter.node } }),
      ...nameCondition(selection, {
        table: "container",
        id: "container_id",
        wanted: { name: filter.container },
      }),
      ...labelConditions(selection),
    ],
    sql` and `,
  );
}

/** The condition that says of a row of `fact` whether it is of any namespace or label of the filter. */
export function sharedCondition(selection: AskedSelection): Fragment {
  const { namespace } = selection.filter;
  const any = [
    ...nameCondition(selection, { table: "namespace", id: "namespace_id", wanted: { name: namespace } }),
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
  const conditions = nameCondition(selection, {
    table: "node",
    id: "node_id",
    wanted: { name: selection.filter.node },
  });
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

/** The names of a table's rows that are wanted, by its columns. */
interface WantedNames {
  readonly table: string;
  readonly id: IdColumn;
  readonly wanted: Readonly<Record<string, readonly string[] | undefined>>;
}

function nameCondition({ clusterIds }: AskedSelection, { table, id, wanted }: WantedNames): Fragment[] {
  const given = Object.entries(wanted).filter(([, names]) => names !== undefined);
  if (given.length === 0) return [];

  const matches = given.map(([column, names]) => sql`${sql.ref(column)} = any(${storedNames(names)})`);
  const named = sql`(fact.cluster_id, fact.${sql.ref(id)}) in (select cluster_id, ${sql.ref(id)} from ${sql.table(table)}
      where cluster_id = any(${clusterIds}) and ${sql.join(matches, sql` and `)})`;
  return [wantsNameless(wanted["name"]) ? sql`(${named} or fact.${sql.ref(id)} = ${NO_ID})` : named];
}

function labelConditions({ clusterIds, filter }: AskedSelection): Fragment[] {
  return Object.entries(filter.label ?? {}).map(([name, values]) =>
    wantsNameless(values)
      ? sql`(fact.cluster_id, fact.label_set_id) not in (select cluster_id, label_set_id from label_set
      where cluster_id = any(${clusterIds}) and labels ->> ${name} <> all(${values}))`
      : sql`(fact.cluster_id, fact.label_set_id) in (select cluster_id, label_set_id from label_set
      where cluster_id = any(${clusterIds}) and labels ->> ${name} = any(${values}))`,
  );
}
