import type { View } from "./view.ts";

/** What of a view is to change. */
export type ViewChange = Partial<Omit<View, "unknown">>;

/** What is about the rows of one place, and means nothing at the next one. */
const OF_THE_PLACE = { by: null, tab: null, why: null, find: "" } as const satisfies ViewChange;
const OF_THE_SCREEN = { ...OF_THE_PLACE, sort: null, section: null } as const satisfies ViewChange;

/** The view after a change: window, zone, filters and idle stay when the place changes; grouping, search and panel do not. */
export function changeView(view: View, change: ViewChange): View {
  const isOtherScreen = change.screen !== undefined && change.screen !== view.screen;
  const left = isOtherScreen ? OF_THE_SCREEN : change.scope === undefined ? {} : OF_THE_PLACE;
  return { ...view, ...left, ...change };
}

/** Sorting and searching within the rows are no step that Back should return from. */
export function isPassing(change: ViewChange): boolean {
  return Object.keys(change).every((place) => place === "sort" || place === "find");
}
