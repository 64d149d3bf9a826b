import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import { type Screen, SCREENS } from "../url/view.ts";

type ScreenModule = { default: ComponentType };

// Each screen is a file of its own, fetched when it is first opened: `screens/trust/trust-screen.tsx`.
const files = import.meta.glob<ScreenModule>("../screens/*/*-screen.tsx");

function fileOf(screen: Screen): (() => Promise<ScreenModule>) | undefined {
  return files[`../screens/${screen}/${screen}-screen.tsx`];
}

/** The screens by their names. */
export const SCREEN_COMPONENTS: ReadonlyMap<Screen, LazyExoticComponent<ComponentType>> = new Map(
  SCREENS.flatMap((screen) => {
    const load = fileOf(screen);
    return load ? [[screen, lazy(load)]] : [];
  }),
);

/** Fetches a screen's file before it is opened, such as when its link is pointed at. */
export function fetchScreen(screen: Screen): void {
  // A file that does not come is asked for again when the screen opens, and that failure is shown.
  fileOf(screen)?.().catch(() => undefined);
}

/** What each screen is called, in the rail and in the title of the page. */
export const SCREEN_NAMES: Readonly<Record<Screen, string>> = {
  overview: "Overview",
  explore: "Explore",
  changes: "Changes",
  idle: "Idle",
  assets: "Assets",
  trust: "Trust",
  settings: "Settings",
};
