import { COUNTED_SOURCES } from "../../../domain/allocation/measures.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import type { StepSelection } from "../where/selection.ts";

/** Parts of a node whose idle is shared each on its own. */
export const PARTS = ["cpu", "ram", "gpu"] as const;

export type Source = (typeof COUNTED_SOURCES)[number];

/** What a row of a shareable relation is told apart by, beside its keys. */
export const MARKS = sql`cluster_id, is_shared, matches`;

/** How rows are cut: by which keys, and by stretches of time where there are any. */
export interface Cut {
  readonly step: StepSelection | null;
  readonly names: Fragment;
}

export function idleOf(source: Source): Fragment {
  return sql.ref(`idle_${source}`);
}

/** Of a node or a cluster whose idle a source has not priced, nothing is to be multiplied: that is so for most sources. */
export function idlePricedBy(source: Source, level: "node" | "cluster"): Fragment {
  const ratio = sql.ref(`${level}_${source}_ratio`);
  return sql`case when ${ratio} <> 0 then round((${sharesOf(level)}) * ${ratio}) else 0 end`;
}

export function sharesOf(level: "node" | "cluster"): Fragment {
  return sql.join(
    PARTS.map((part) => sql.ref(`${part}_${level}_share`)),
    sql` + `,
  );
}

export function ratioNames(level: "node" | "cluster"): Fragment {
  return sql.join(COUNTED_SOURCES.map((source) => sql.ref(`${level}_${source}_ratio`)));
}
