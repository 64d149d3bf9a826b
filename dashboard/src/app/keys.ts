import type { Screen } from "../url/view.ts";

/** Keys that stand for a control: pressing one presses the control that carries it as `aria-keyshortcuts`. */
export const CONTROL_KEYS = {
  "/": "Search in the rows",
  "[": "The window before",
  "]": "The window after",
  v: "Compare with the window before, or with none",
  x: "Why this number: of the row at hand, or of the total",
  y: "Copy a link to this view",
  "?": "This list",
} as const;

/** After `g`: where to go. */
export const PLACE_KEYS = {
  o: "overview",
  e: "explore",
  c: "changes",
  i: "idle",
  a: "assets",
  t: "trust",
  v: "savings",
  w: "watch",
  s: "settings",
} as const satisfies Record<string, Screen>;

const KEPT = "kubecent.keys";

/** Whether single keys do anything: those who dictate, or whose hands shake, turn them off. */
export function areKeysOn(): boolean {
  return localStorage.getItem(KEPT) !== "off";
}

export function turnKeys(isOn: boolean): void {
  if (isOn) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, "off");
}
