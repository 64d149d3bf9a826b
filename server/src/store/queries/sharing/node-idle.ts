import { COUNTED_SOURCES } from "../../../domain/allocation/measures.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { nodeAssets } from "../relations/asset-tables.ts";
import { stepStart } from "../relations/cost-relation.ts";
import type { SharingQuestion, StepSelection } from "../where/selection.ts";
import { PARTS } from "./idle-parts.ts";

/** Where each node's idle stands, so that its days and hours are read once. */
export const NODE_IDLE: Fragment = sql`sharing_idle`;

const IDLE_COLUMNS = [...PARTS, ...COUNTED_SOURCES];

/** Each node's idle, by part and by who priced it, with `start` where there are steps: `NODE_IDLE` is to stand for it. */
export function nodeIdle({ selection, step }: SharingQuestion): Fragment {
  const idle = IDLE_COLUMNS.map(
    (part) => sql`sum(${sql.ref(`${part}_idle_nano`)}) as ${sql.ref(`${part}_idle`)}`,
  );
  const sums = sql`select fact.cluster_id, fact.node_id ${step ? sql`, ${stepStart(step)} as start` : sql``}, ${sql.join(idle)}
    from (${nodeAssets(selection)}) fact group by fact.cluster_id, fact.node_id ${step ? sql`, start` : sql``}`;
  return ratiosOf(sums, "node");
}

export function clusterIdle(step: StepSelection | null): Fragment {
  const place = step ? sql`cluster_id, start` : sql`cluster_id`;
  const idle = IDLE_COLUMNS.map((part) => sql`sum(${sql.ref(`${part}_idle`)}) as ${sql.ref(`${part}_idle`)}`);
  return sql`select ${place}, ${sql.join(idle)} from ${NODE_IDLE} nodes group by ${place}`;
}

/** How much of the idle of a relation's rows each source has priced; null where there is no idle. */
export function ratiosOf(relation: Fragment, level: "node" | "cluster"): Fragment {
  const ratios = COUNTED_SOURCES.map(
    (source) => sql`${sql.ref(`${source}_idle`)}::numeric
      / nullif(cpu_idle + ram_idle + gpu_idle, 0) as ${sql.ref(`${level}_${source}_ratio`)}`,
  );
  return sql`select idle.*, ${sql.join(ratios)} from (${relation}) idle`;
}
