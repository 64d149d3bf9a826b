import type { WindowQuery } from "@kubecent/shared";
import { isDay, type ViewWindow, WINDOW_PRESETS } from "./view-window.ts";
import { startOfDay } from "./start-of-day.ts";

/** A window of the address, in the words of the service. */
export function windowQuery(window: ViewWindow, timeZone: string): WindowQuery {
  if (typeof window === "string") return { window: WINDOW_PRESETS[window], timeZone };
  return { start: instantOf(window.from, timeZone), end: instantOf(window.to, timeZone), timeZone };
}

function instantOf(end: string, timeZone: string): string {
  const instant = isDay(end) ? startOfDay(end, timeZone) : Date.parse(end);
  return new Date(instant).toISOString();
}
