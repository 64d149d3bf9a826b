import { type Fragment, sql } from "../../connection/sql.ts";
import type { IdColumn } from "../relations/cost-tables.ts";
import { NO_ID } from "../../hours/hour-ids.ts";
import { storedNames, wantsNameless } from "./nameless.ts";
import type { AskedSelection, CostFilter } from "./selection.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

/** The condition that picks what a selection's filter names out of rows called `fact`, of whatever time. */
export function filterCondition(selection: AskedSelection): Fragment {
  return sql.join([sql`true`, ...filterMembers(selection).map(conditionOf)], sql` and `);
}

/** What a selection's filter asks of a row: all of it. */
export function filterMembers(selection: AskedSelection): Member[] {
  const { filter } = selection;
  return [
    ...nameMembers(selection, {
      table: "namespace",
      id: "namespace_id",
      wanted: { name: filter.namespace },
    }),
    ...nameMembers(selection, {
      table: "controller",
      id: "controller_id",
      wanted: {
        kind: filter.controllerKind,
        name: filter.controller,
      },
    }),
    ...nameMembers(selection, { table: "pod", id: "pod_id", wanted: { name: filter.pod } }),
    ...nameMembers(selection, { table: "node", id: "node_id", wanted: { name: filter.node } }),
    ...nameMembers(selection, {
      table: "container",
      id: "container_id",
      wanted: { name: filter.container },
    }),
    ...labelMembers(selection),
  ];
}

/** What is asked of a row that is to be shared: any of it, so that none is where nothing is asked. */
export function sharedMembers(selection: AskedSelection): Member[] {
  const { namespace } = selection.filter;
  return [
    ...nameMembers(selection, { table: "namespace", id: "namespace_id", wanted: { name: namespace } }),
    ...labelMembers(selection),
  ];
}

/**
 * Several members as joins to rows called `fact`, each under a name of its own that begins with `prefix`, and as conditions
 * on what is joined. For a list of columns, where Citus knows no sub-queries.
 */
export function joinedMembers(
  members: readonly Member[],
  prefix: string,
): { readonly joins: readonly Fragment[]; readonly conditions: readonly Fragment[] } {
  const named = members.map((member, index) => ({ member, as: sql.table(`${prefix}_${index}`) }));
  return {
    joins: named.map(
      ({ member: { id, rows }, as }) =>
        sql`left join (${rows}) ${as} on ${as}.cluster_id = fact.cluster_id and ${as}.${sql.ref(id)} = fact.${sql.ref(id)}`,
    ),
    conditions: named.map(({ member: { id, picks }, as }) => {
      if (picks === "others") return sql`${as}.cluster_id is null`;
      const isIn = sql`${as}.cluster_id is not null`;
      return picks === "these" ? isIn : sql`(${isIn} or fact.${sql.ref(id)} = ${NO_ID})`;
    }),
  };
}

/** The condition that picks a selection's clusters and hours. */
export function hoursCondition({ clusterIds, start, end }: AskedSelection): Fragment {
  return sql`${ofClusters(clusterIds, sql`fact.cluster_id`)} and fact.hour >= ${new Date(start)} and fact.hour < ${new Date(end)}`;
}

/** The condition on nodes alone, for rows that know nothing but nodes. */
export function nodeCondition(selection: AskedSelection): Fragment {
  const members = nameMembers(selection, {
    table: "node",
    id: "node_id",
    wanted: { name: selection.filter.node },
  });
  return sql.join([sql`true`, ...members.map(conditionOf)], sql` and `);
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

/** Rows of one table of names, and which rows of `fact` they pick. */
export interface Member {
  readonly id: IdColumn;
  /** Selects `cluster_id` and the id, each pair once. */
  readonly rows: Fragment;
  /** Those with one of the ids, those and what has no id, or all others. */
  readonly picks: "these" | "these and nameless" | "others";
}

function conditionOf({ id, rows, picks }: Member): Fragment {
  const place = sql`(fact.cluster_id, fact.${sql.ref(id)})`;
  // Not `not in`: beside joins of several clusters Citus refuses that.
  if (picks === "others") {
    return sql`not exists (select from (${rows}) picked
      where picked.cluster_id = fact.cluster_id and picked.${sql.ref(id)} = fact.${sql.ref(id)})`;
  }
  const isIn = sql`${place} in (${rows})`;
  return picks === "these" ? isIn : sql`(${isIn} or fact.${sql.ref(id)} = ${NO_ID})`;
}

function nameMembers({ clusterIds }: AskedSelection, { table, id, wanted }: WantedNames): Member[] {
  const given = Object.entries(wanted).filter(([, names]) => names !== undefined);
  if (given.length === 0) return [];

  const matches = given.map(([column, names]) => sql`${sql.ref(column)} = any(${storedNames(names)})`);
  const rows = sql`select cluster_id, ${sql.ref(id)} from ${sql.table(table)}
      where ${ofClusters(clusterIds)} and ${sql.join(matches, sql` and `)}`;
  return [{ id, rows, picks: wantsNameless(wanted["name"]) ? "these and nameless" : "these" }];
}

function labelMembers({ clusterIds, filter }: AskedSelection): Member[] {
  return Object.entries(filter.label ?? {}).map(([name, values]): Member => {
    const picks = wantsNameless(values) ? "others" : "these";
    const matches =
      picks === "others"
        ? sql`labels ->> ${name} <> all(${values})`
        : sql`labels ->> ${name} = any(${values})`;
    const rows = sql`select cluster_id, label_set_id from label_set
      where ${ofClusters(clusterIds)} and ${matches}`;
    return { id: "label_set_id", rows, picks };
  });
}
