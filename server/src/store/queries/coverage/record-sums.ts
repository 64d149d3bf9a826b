import { MEASURED_KINDS, type MeasuredKind } from "../../../domain/observation.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import type { CostSelection } from "../where/selection.ts";
import { readTables } from "../relations/stored-tables.ts";

/** The column of cluster_day that sums up a kind's measured seconds. */
export const KIND_COLUMNS: Readonly<Record<MeasuredKind, string>> = {
  gpu: "gpu_seconds",
  volume: "volume_seconds",
  network: "network_seconds",
  loadBalancer: "load_balancer_seconds",
};

/** What the records of a selection's hours say: seconds seen, of all and of each kind of resource. */
export function recordSums(selection: CostSelection): Fragment {
  const ofHour = MEASURED_KINDS.map(
    (kind) => sql`(kind_seconds ->> ${kind})::int as ${sql.ref(KIND_COLUMNS[kind])}`,
  );
  const ofDay = MEASURED_KINDS.map((kind) => sql.ref(KIND_COLUMNS[kind]));
  return readTables(selection, {
    hours: sql`cluster_hour`,
    days: sql`cluster_day`,
    hourColumns: sql.join([sql`seen_seconds`, ...ofHour]),
    dayColumns: sql.join([sql`seen_seconds`, ...ofDay]),
  });
}
