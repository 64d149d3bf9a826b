import type { ComponentType } from "react";
import { type Screen, SCREENS } from "../url/view.ts";

export type ScreenModule = { default: ComponentType };

// Each screen is a file of its own, fetched when it is first opened: `screens/trust/trust-screen.tsx`.
const files = import.meta.glob<ScreenModule>("../screens/*/*-screen.tsx");
const fetched = new Map<Screen, ScreenModule>();

/** The screens that have a file, in the order of the rail. */
export const BUILT_SCREENS: readonly Screen[] = SCREENS.filter(hasScreen);

export function hasScreen(screen: Screen): boolean {
  return fileOf(screen) !== undefined;
}

/** Fetches a screen's file. */
export async function loadScreen(screen: Screen): Promise<ScreenModule> {
  const load = fileOf(screen);
  if (!load) throw new Error(`No file has the screen ${screen}`);
  const file = await load();
  fetched.set(screen, file);
  return file;
}

/** A screen's file, where it has been fetched: it is drawn at once then. */
export function loadedScreen(screen: Screen): ScreenModule | undefined {
  return fetched.get(screen);
}

/** Fetches a screen's file before it is opened, such as when its link is pointed at. */
export function fetchScreen(screen: Screen): void {
  // A file that does not come is asked for again when the screen opens, and that failure is shown.
  loadScreen(screen).catch(() => undefined);
}

function fileOf(screen: Screen): (() => Promise<ScreenModule>) | undefined {
  return files[`../screens/${screen}/${screen}-screen.tsx`];
}
