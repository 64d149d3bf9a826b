import { type Fragment, sql } from "../../connection/sql.ts";
import type { CostSelection } from "./selection.ts";
import { readTables, type StoredTables } from "../relations/stored-tables.ts";

/** The same rows for clusters that are read whole, and for those of which some namespaces alone may be read. */
export interface SeenTables {
  readonly whole: StoredTables;
  /** Tables that know each row's `namespace_id`; null where there are none: then nothing is seen of a part. */
  readonly part: StoredTables | null;
}

/**
 * A selection's rows as far as they may be seen. This is the one place that narrows them to namespaces; the policies
 * of the database do it once more.
 */
export function readSeen(selection: CostSelection, { whole, part }: SeenTables): Fragment {
  const wholes = wholeClusters(selection);
  const seen = part && seenPart(selection);
  if (!part || !seen) return readTables(wholes, whole);

  const condition = sql.join([seen.condition, ...(part.condition ? [part.condition] : [])], sql` and `);
  const ofPart = readTables(seen.selection, { ...part, condition });
  return wholes.stretches.length === 0 ? ofPart : sql`${readTables(wholes, whole)} union all ${ofPart}`;
}

/** The selection without the clusters that are seen in part. */
export function wholeClusters(selection: CostSelection): CostSelection {
  const { part } = selection;
  return part ? ofClusters(selection, (id) => !part.clusterIds.includes(id)) : selection;
}

/** What is seen in part of a selection: those clusters, and the condition on their rows; null where nothing is. */
export function seenPart(
  selection: CostSelection,
): { readonly selection: CostSelection; readonly condition: Fragment } | null {
  const { part } = selection;
  if (!part) return null;

  const narrowed = ofClusters(selection, (id) => part.clusterIds.includes(id));
  if (narrowed.stretches.length === 0) return null;
  return { selection: narrowed, condition: sql`namespace_id = any(${part.namespaceIds}::bigint[])` };
}

/** The same as a condition on rows that know their namespace, for tables that are the same for both. */
export function seenCondition({ part }: Pick<CostSelection, "part">): Fragment | null {
  if (!part) return null;
  return sql`(cluster_id <> all(${part.clusterIds}) or namespace_id = any(${part.namespaceIds}::bigint[]))`;
}

function ofClusters(selection: CostSelection, wanted: (id: number) => boolean): CostSelection {
  const stretches = selection.stretches.flatMap((stretch) => {
    const clusterIds = stretch.clusterIds.filter(wanted);
    return clusterIds.length > 0 ? [{ ...stretch, clusterIds }] : [];
  });
  return { ...selection, clusterIds: selection.clusterIds.filter(wanted), stretches };
}
