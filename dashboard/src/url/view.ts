import type { AggregateKey, Step } from "@kubecent/shared";
import type { ViewWindow } from "./view-window.ts";

export const SCREENS = [
  "overview",
  "explore",
  "changes",
  "idle",
  "assets",
  "trust",
  "savings",
  "watch",
  "settings",
] as const;
export type Screen = (typeof SCREENS)[number];

/** What the numbers are about: everything, or the part of it that each name narrows further. */
export interface ViewScope {
  cluster?: string | undefined;
  node?: string | undefined;
  namespace?: string | undefined;
  /** "" for a pod that belongs to no workload. */
  controllerKind?: string | undefined;
  controller?: string | undefined;
  pod?: string | undefined;
  container?: string | undefined;
}

/** `weight` and `even` spread idle over the rows; `show` has it as a row of its own. */
export const IDLE_CHOICES = ["show", "hide", "weight", "even"] as const;
export type IdleChoice = (typeof IDLE_CHOICES)[number];

/** Several filters of one field mean any of them. */
export interface ViewFilter {
  field:
    | "cluster"
    | "node"
    | "namespace"
    | "controllerKind"
    | "controller"
    | "pod"
    | "container"
    | `label:${string}`;
  value: string;
}

/** All that decides what a screen shows. Equal views have equal addresses. */
export interface View {
  screen: Screen;
  /** The part of the settings that is open; null on other screens. */
  section: string | null;
  scope: ViewScope;
  window: ViewWindow;
  /** IANA name; an address without `tz` speaks UTC, in every browser. */
  timeZone: string;
  /** Null leaves the choice to the screen. */
  step: Step | null;
  /** Null: by the next level below the scope. */
  by: AggregateKey | null;
  filters: readonly ViewFilter[];
  idle: IdleChoice;
  /** What to compare with; `prev` is the window of the same length just before. */
  versus: "prev" | ViewWindow | null;
  currency: string | null;
  /** A column, largest first with a minus sign; null leaves it to the screen. */
  sort: string | null;
  tab: string | null;
  /** The row whose arithmetic is open. */
  why: string | null;
  /** What is looked for in the rows at hand. */
  find: string;
  /** What this version does not know: it stays in the address. */
  unknown: readonly (readonly [key: string, value: string])[];
}

/** The view of the bare address. */
export const DEFAULT_VIEW: View = {
  screen: "overview",
  section: null,
  scope: {},
  window: "7d",
  timeZone: "UTC",
  step: null,
  by: null,
  filters: [],
  idle: "show",
  versus: null,
  currency: null,
  sort: null,
  tab: null,
  why: null,
  find: "",
  unknown: [],
};

/** Something in an address that was not understood, and what is shown instead. */
export interface AddressNotice {
  /** The key of the query, or "path". */
  where: string;
  text: string;
}
