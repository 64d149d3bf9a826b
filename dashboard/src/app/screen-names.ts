import type { Screen } from "../url/view.ts";

/** What each screen is called, in the rail and in the title of the page. */
export const SCREEN_NAMES: Readonly<Record<Screen, string>> = {
  overview: "Overview",
  explore: "Explore",
  changes: "Changes",
  idle: "Idle",
  assets: "Assets",
  trust: "Trust",
  savings: "Savings",
  watch: "Watch",
  settings: "Settings",
};
