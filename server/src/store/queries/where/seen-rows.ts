import { type Fragment, sql } from "../../connection/sql.ts";
import type { CostSelection } from "./selection.ts";
import { readTables, type StoredTables } from "../relations/stored-tables.ts";

/** The same rows, for clusters that are seen whole and for those of which only some namespaces are seen. */
export interface SeenTables {
  readonly whole: StoredTables;
  /** Tables that know each row's `namespace_id`; null where there are none: then nothing is seen of those clusters. */
  readonly partial: StoredTables | null;
}

/**
 * A selection's rows as far as they may be seen. This is the one place that narrows them to namespaces; the policies
 * of the database do it once more.
 */
export function readSeen(selection: CostSelection, { whole, partial }: SeenTables): Fragment {
  const ofWhole = wholeClusters(selection);
  const seen = partial && partialClusters(selection);
  if (!partial || !seen) return readTables(ofWhole, whole);

  const condition = sql.join([seen.condition, ...(partial.condition ? [partial.condition] : [])], sql` and `);
  const rows = readTables(seen.selection, { ...partial, condition });
  return ofWhole.stretches.length === 0 ? rows : sql`${readTables(ofWhole, whole)} union all ${rows}`;
}

/** The selection without the clusters that are seen in part. */
export function wholeClusters(selection: CostSelection): CostSelection {
  const { partial } = selection;
  return partial ? ofClusters(selection, (id) => !partial.clusterIds.includes(id)) : selection;
}

/** The clusters of a selection that are seen in part, and the condition on their rows; null where there are none. */
export function partialClusters(
  selection: CostSelection,
): { readonly selection: CostSelection; readonly condition: Fragment } | null {
  const { partial } = selection;
  if (!partial) return null;

  const narrowed = ofClusters(selection, (id) => partial.clusterIds.includes(id));
  if (narrowed.stretches.length === 0) return null;
  return { selection: narrowed, condition: sql`namespace_id = any(${partial.namespaceIds}::bigint[])` };
}

/** The same as a condition on rows that know their namespace, for tables that are the same for both. */
export function seenCondition({ partial }: Pick<CostSelection, "partial">): Fragment | null {
  if (!partial) return null;
  return sql`(cluster_id <> all(${partial.clusterIds}) or namespace_id = any(${partial.namespaceIds}::bigint[]))`;
}

function ofClusters(selection: CostSelection, wanted: (id: number) => boolean): CostSelection {
  const stretches = selection.stretches.flatMap((stretch) => {
    const clusterIds = stretch.clusterIds.filter(wanted);
    return clusterIds.length > 0 ? [{ ...stretch, clusterIds }] : [];
  });
  return { ...selection, clusterIds: selection.clusterIds.filter(wanted), stretches };
}
