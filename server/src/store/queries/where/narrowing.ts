import type pg from "pg";
import { guessed } from "../../connection/guesses.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { storedNames, wantsNameless } from "./nameless.ts";
import type { AskedSelection, FilteredId, Narrowing } from "./selection.ts";
import { ofClusters } from "../../connection/of-clusters.ts";

/** More ids than this narrow nothing down: then the rows are read and filtered by name alone. */
const MOST_IDS = 1_000;

/**
 * Finds the ids that a filter's names stand for. By them an index leads to the rows of a namespace or a pod
 * right away: of 10,000 containers' facts of 24 hours it reads 4,000 rows instead of 240,000. A pod and a
 * workload also tell their namespace, by which facts are kept in order. By label sets no index leads anywhere, but other rows
 * are left out before they are joined with each label that is asked for.
 */
export async function readNarrowing(client: pg.ClientBase, asked: AskedSelection): Promise<Narrowing> {
  const lookups = lookupsOf(asked);
  if (lookups.length === 0) return {};

  const name = `ids ${JSON.stringify([asked.clusterIds, asked.filter])}`;
  const records = await guessed(client, name, () =>
    run<{ id: FilteredId; ids: bigint[] | null }>(client, sql.join(lookups, sql` union all `)),
  );
  const narrowing: Partial<Record<FilteredId, readonly bigint[]>> = {};
  for (const { id, ids } of records) {
    const before = narrowing[id];
    const found = ids ?? [];
    if (found.length <= MOST_IDS && (!before || found.length < before.length)) narrowing[id] = found;
  }
  return narrowing;
}

function lookupsOf({ clusterIds, filter }: AskedSelection): Fragment[] {
  const lookup = (id: FilteredId, table: string, matches: Fragment): Fragment =>
    sql`select ${id}::text as id, (select array_agg(${sql.ref(id)}) from (select distinct ${sql.ref(id)}
      from ${sql.table(table)} where ${ofClusters(clusterIds)} and ${matches} limit ${MOST_IDS + 1}) found) as ids`;
  const { namespace, node, pod, controller, controllerKind } = filter;
  const workload = sql.join(
    [
      ...(controller ? [sql`name = any(${storedNames(controller)})`] : []),
      ...(controllerKind ? [sql`kind = any(${storedNames(controllerKind)})`] : []),
    ],
    sql` and `,
  );
  const labels = Object.entries(filter.label ?? {})
    .filter(([, values]) => !wantsNameless(values))
    .map(([name, values]) => sql`labels ->> ${name} = any(${values})`);
  const isWorkload = controller !== undefined || controllerKind !== undefined;
  return [
    ...(namespace ? [lookup("namespace_id", "namespace", sql`name = any(${namespace})`)] : []),
    ...(node && !wantsNameless(node) ? [lookup("node_id", "node", sql`name = any(${node})`)] : []),
    ...(pod && !wantsNameless(pod)
      ? (["pod_id", "namespace_id"] as const).map((id) => lookup(id, "pod", sql`name = any(${pod})`))
      : []),
    ...(labels.length > 0 ? [lookup("label_set_id", "label_set", sql.join(labels, sql` and `))] : []),
    ...(isWorkload
      ? (["controller_id", "namespace_id"] as const).map((id) => lookup(id, "controller", workload))
      : []),
  ];
}

/** The condition that a selection's narrowing puts on rows that know `ids`; null where it puts none. */
export function narrowed(narrowing: Narrowing, ids: readonly string[]): Fragment | null {
  const conditions = Object.entries(narrowing)
    .filter(([id]) => ids.includes(id))
    .map(([id, values]) => sql`${sql.ref(id)} = any(${values}::bigint[])`);
  return conditions.length > 0 ? sql.join(conditions, sql` and `) : null;
}
