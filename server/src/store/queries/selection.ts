import type { Instant, Split } from "@kubecent/shared";
import type { MonthHours } from "../../domain/windows/month-hours.ts";

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
export interface CostSelection {
  readonly clusterIds: readonly number[];
  readonly start: Instant;
  readonly end: Instant;
  readonly filter: CostFilter;
}

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
