import { MEASURE_COLUMNS, WEIGHT_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, readingMany, sql } from "../../connection/sql.ts";
import { columnList } from "./cost-columns.ts";
import { narrowed } from "../where/narrowing.ts";
import { refuseGone } from "../where/resolution-gone.ts";
import type { CostSelection } from "../where/selection.ts";
import { readSeen, partialClusters, wholeClusters } from "../where/seen-rows.ts";
import type { StoredTables } from "./stored-tables.ts";
import { tableOfClusters } from "./table-of-clusters.ts";

/** The ids that a question groups or filters by; `kind` tells a container's rows from a volume's. */
export type IdColumn =
  | "namespace_id"
  | "controller_id"
  | "pod_id"
  | "node_id"
  | "container_id"
  | "label_set_id"
  | "namespace_label_set_id"
  | "kind";

/** Tables that can answer questions about some ids. */
interface CostTables {
  readonly hours: Fragment;
  readonly days: Fragment;
  /** The same by spans of days and hours, where there is such a table. */
  readonly spans?: Fragment;
  readonly ids: readonly IdColumn[];
  /** The measures that it has, where it does not have all; its days may have been made before it was there. */
  readonly measures?: readonly string[];
  /** Whether its hours are container-hours, which are dropped before all others. */
  readonly isOfFacts: boolean;
  /** The table of names that tells its hours whose namespace they are of, so that no policy can pick them. */
  readonly toldBy?: "controller";
}

const FACTS: CostTables = {
  hours: sql`container_hour`,
  days: sql`container_day`,
  ids: [
    "namespace_id",
    "controller_id",
    "pod_id",
    "node_id",
    "container_id",
    "label_set_id",
    "namespace_label_set_id",
    "kind",
  ],
  isOfFacts: true,
};

/** Cheapest first. */
const TABLES: readonly CostTables[] = [
  {
    hours: sql`namespace_hour`,
    days: sql`total_day`,
    spans: sql`total_span`,
    ids: [],
    isOfFacts: false,
  },
  {
    hours: sql`namespace_hour`,
    days: sql`namespace_day`,
    spans: sql`namespace_span`,
    ids: ["namespace_id"],
    isOfFacts: false,
  },
  { hours: sql`node_usage_hour`, days: sql`node_usage_day`, ids: ["node_id"], isOfFacts: false },
  {
    hours: sql`container_hour`,
    days: sql`namespace_node_day`,
    spans: sql`namespace_node_span`,
    ids: ["namespace_id", "node_id"],
    measures: WEIGHT_COLUMNS,
    isOfFacts: true,
  },
  {
    hours: sql`controller_hour`,
    days: sql`controller_day`,
    spans: sql`controller_span`,
    ids: ["namespace_id", "controller_id"],
    isOfFacts: false,
    toldBy: "controller",
  },
  {
    hours: sql`container_hour`,
    days: sql`controller_day`,
    spans: sql`controller_span`,
    ids: ["namespace_id", "controller_id"],
    isOfFacts: true,
  },
  {
    hours: sql`container_hour`,
    days: sql`label_set_day`,
    spans: sql`label_set_span`,
    ids: ["namespace_id", "controller_id", "label_set_id", "namespace_label_set_id"],
    isOfFacts: true,
  },
  FACTS,
];

interface WantedRows {
  /** With `picked`, rows that the filter does not pick may be left out, and most of them are. */
  readonly rows?: "all" | "picked";
  readonly measures?: readonly string[];
}

/**
 * A selection's rows of cost from the cheapest tables that know all of `ids`: those, `cluster_id`, `hour` and the
 * measures that are wanted, which is every one unless it is said. This is the one place that chooses. Where rows are `picked`,
 * the filter's condition is still to be put on them. Throws CostError RESOLUTION_GONE where it takes container-hours
 * that are dropped.
 */
export function costRows(
  selection: CostSelection,
  ids: readonly IdColumn[],
  { rows = "all", measures = MEASURE_COLUMNS }: WantedRows = {},
): Fragment {
  const candidates = selection.readFrom === "facts" ? [FACTS] : TABLES;
  const columns = sql.join([...[...new Set(ids)].map((column) => sql.ref(column)), columnList(measures)]);
  const stored = (
    wanted: readonly IdColumn[],
    of: CostSelection,
    tables: readonly CostTables[],
  ): StoredTables => {
    const cheapest = tables.find(
      (candidate) =>
        wanted.every((id) => candidate.ids.includes(id)) &&
        (!candidate.measures || hasMeasures(candidate.measures, { measures, of })),
    );
    if (!cheapest) throw new Error(`No table of costs knows ${wanted.join(", ")}`);
    if (cheapest.isOfFacts) refuseGone(of);
    const condition = rows === "picked" ? narrowed(selection.narrowing, cheapest.ids) : null;
    // Containers also where an index picks them: by a plan for all values, each row's pod was looked for in the whole table of pods.
    const readsMany = cheapest === FACTS || (cheapest.isOfFacts && condition === null);
    const hours = namespacedHours(cheapest, of.clusterIds);
    return {
      ...cheapest,
      hours: readsMany ? readingMany(hours) : hours,
      days: readsMany ? readingMany(cheapest.days) : cheapest.days,
      hourColumns: columns,
      dayColumns: columns,
      condition,
    };
  };
  const partial = partialClusters(selection);
  const withNamespace = candidates.filter(({ toldBy }) => !toldBy);
  return readSeen(selection, {
    whole: stored(ids, wholeClusters(selection), candidates),
    partial: partial && stored([...ids, "namespace_id"], partial.selection, withNamespace),
  });
}

function namespacedHours({ hours, toldBy }: CostTables, clusterIds: readonly number[]): Fragment {
  if (!toldBy) return hours;
  return sql`${hours} join ${tableOfClusters(toldBy, clusterIds)} using (cluster_id, ${sql.ref(`${toldBy}_id`)})`;
}

/** Whether rows that know `ids` are read from sums alone, never from containers: reading them once more costs next to nothing. */
export function areSummedUp({ readFrom, partial }: CostSelection, ids: readonly IdColumn[]): boolean {
  if (readFrom === "facts") return false;
  const wanted = partial ? [...ids, "namespace_id" as const] : ids;
  const cheapest = TABLES.find((candidate) => wanted.every((id) => candidate.ids.includes(id)));
  return cheapest?.isOfFacts === false && !(partial && cheapest.toldBy);
}

/** Whether a table with some of the measures has those that are wanted, and all days of the selection. */
function hasMeasures(
  known: readonly string[],
  { measures, of }: { readonly measures: readonly string[]; readonly of: CostSelection },
): boolean {
  return (
    measures.every((measure) => known.includes(measure)) && of.stretches.every(({ spans }) => spans.ofDays)
  );
}
