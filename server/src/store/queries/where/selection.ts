import type { Instant, Split } from "@kubecent/shared";
import type { MonthHours } from "../../../domain/windows/month-hours.ts";
import type { PartialClusters } from "../../access/visibility.ts";
import type { Range } from "./ranges.ts";

/** What rows can be told apart by. `start` is the stretch of time that a row stands for. */
export type CostKey =
  | "cluster"
  | "namespace"
  | "node"
  | "controllerKind"
  | "controller"
  | "pod"
  | "uid"
  | "container"
  | "start"
  | LabelKey;

/** A label by its name; with `namespaceLabel:` its namespace's label stands in for a pod that lacks it. */
export type LabelKey = `label:${string}` | `namespaceLabel:${string}`;

/** Which rows count: several values of one field mean any of them, several fields mean all of them. */
export interface CostFilter {
  readonly namespace?: readonly string[] | undefined;
  readonly node?: readonly string[] | undefined;
  readonly controllerKind?: readonly string[] | undefined;
  readonly controller?: readonly string[] | undefined;
  readonly pod?: readonly string[] | undefined;
  readonly container?: readonly string[] | undefined;
  readonly label?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What becomes of idle: left out, shown as rows of its own, or spread over the others. */
export interface IdleChoice {
  readonly idle: "hide" | "show" | "share";
  /** Whose rows share a node's idle: those that ran on it, or all of its cluster's. */
  readonly idleBy: "node" | "cluster";
  readonly share: Split;
}

/** What is taken off its own rows, or comes as new money, and is spread over all other rows. */
export interface SharedChoice {
  readonly namespaces?: readonly string[] | undefined;
  /** By label name; any of the values of any of the labels. */
  readonly labels?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Whether the cluster's fee is shared. */
  readonly fee: boolean;
  /** An amount a month, and which hours of which months bear it. */
  readonly monthly: { readonly perMonthNano: bigint; readonly months: readonly MonthHours[] } | null;
  readonly split: Split;
}

/** What becomes of idle, and of what is shared; null where nothing is. */
export interface CostView extends IdleChoice {
  readonly shared: SharedChoice | null;
}

/** A stretch of time and the clusters in it; an hour belongs to the window in which it begins. */
export interface AskedSelection {
  readonly clusterIds: readonly number[];
  readonly start: Instant;
  readonly end: Instant;
  readonly filter: CostFilter;
  /** The clusters of which some namespaces alone may be read; null where all of them are read whole. */
  readonly partial: PartialClusters | null;
  /** Reads container-hours and nothing made of them: slow, and only to prove that sums say the same. */
  readonly readFrom?: "facts";
}

/**
 * How some clusters' part of a window is read: these days as days, the rest of it by the hour. Some tables have sums of longer
 * spans too, which stand for a part of `days` or of `hours` there.
 */
export interface ClusterStretches {
  readonly clusterIds: readonly number[];
  /** The last one may be an open day: then it ends with the hours that its sums hold. */
  readonly days: readonly Range[];
  readonly hours: readonly Range[];
  readonly spans: SpanStretches;
  /** Part of `hours` in which container-hours are there no more. */
  readonly gone: readonly Range[];
}

/** What tables with sums of spans read by them. */
export interface SpanStretches {
  /** Whether all of `days` have the sums that came with spans. */
  readonly ofDays: boolean;
  /** Among `days`, those that are one sum: each a week, or a month. In the order of time. */
  readonly long: readonly Range[];
  /** Among `hours`, what is left of a day from some hour on. */
  readonly rests: readonly Range[];
}

/** A selection with how it is read in one snapshot; `withStretches` makes it. */
export interface CostSelection extends AskedSelection {
  readonly step: StepSelection | null;
  readonly stretches: readonly ClusterStretches[];
  readonly narrowing: Narrowing;
}

/** Ids that names in a filter stand for. */
export type FilteredId = "namespace_id" | "node_id" | "pod_id" | "controller_id" | "label_set_id";

/** Ids without which a row is not picked by the filter; it says less than the filter does, never more. */
export type Narrowing = Readonly<Partial<Record<FilteredId, readonly bigint[]>>>;

/** How stretches of time are cut: in which unit, on which clock. */
export interface StepSelection {
  readonly step: "hour" | "day" | "week" | "month";
  readonly timeZone: string;
}

/** A question whose rows share idle, or what serves all. */
export interface SharingQuestion {
  readonly selection: CostSelection;
  readonly keys: readonly CostKey[];
  readonly step: StepSelection | null;
  readonly view: CostView;
}
