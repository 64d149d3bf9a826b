import { isDay, type ViewWindow, type WindowPreset } from "./view-window.ts";
import { startOfDay } from "./start-of-day.ts";

const HOUR_MS = 3_600_000;
/** The service answers an hour when ten minutes have passed since its end. */
const DUE_AFTER_MS = 600_000;

const HOURS: Readonly<Partial<Record<WindowPreset, number>>> = {
  "24h": 24,
  "48h": 48,
  "7d": 7 * 24,
  "30d": 30 * 24,
  "90d": 90 * 24,
};

/**
 * Which stretch a window will turn out to be, before the service says so: good for keeping its place free, and for nothing
 * else. Null for windows of the calendar, whose ends are told by the service alone.
 */
export function likelyWindow(
  window: ViewWindow,
  timeZone: string,
  now: number,
): { start: number; end: number } | null {
  if (typeof window !== "string") {
    const [start = 0, end = 0] = [window.from, window.to].map((at) =>
      isDay(at) ? startOfDay(at, timeZone) : Date.parse(at),
    );
    return { start, end };
  }
  const hours = HOURS[window];
  if (hours === undefined) return null;
  const end = Math.floor((now - DUE_AFTER_MS) / HOUR_MS) * HOUR_MS;
  return { start: end - hours * HOUR_MS, end };
}
