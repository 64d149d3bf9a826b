import type { WindowName, WindowQuery } from "@kubecent/shared";
import * as z from "zod/mini";
import { startOfDay } from "./start-of-day.ts";

/** Names of windows as addresses have them, and as the service has them. */
export const WINDOW_PRESETS = {
  "24h": "24h",
  "48h": "48h",
  "7d": "last7d",
  "30d": "last30d",
  "90d": "last90d",
  today: "today",
  yesterday: "yesterday",
  "last-week": "lastWeek",
  "last-month": "lastMonth",
  "month-to-date": "monthToDate",
} as const satisfies Record<string, WindowName>;
export type WindowPreset = keyof typeof WINDOW_PRESETS;

/**
 * A stretch of time, half-open. Its ends are days of the view's time zone (`2026-11-01`: where that day begins) or instants
 * (`2026-11-01T08:00:00Z`).
 */
export interface WindowRange {
  from: string;
  to: string;
}

export type ViewWindow = WindowPreset | WindowRange;

/** What may stand in a view. */
export const WindowSchema: z.ZodMiniType<ViewWindow> = z.union([
  z.custom<WindowPreset>((value) => typeof value === "string" && isPreset(value)),
  z
    .object({ from: z.string().check(z.refine(isEnd)), to: z.string().check(z.refine(isEnd)) })
    .check(z.refine(({ from, to }) => Date.parse(from) < Date.parse(to))),
]);

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?Z$/;

export function isPreset(text: string): text is WindowPreset {
  return Object.hasOwn(WINDOW_PRESETS, text);
}

/** Reads `7d`, `last-month` or `FROM..TO`; null where it is neither. Whether the ends are any is up to the schema. */
export function readWindow(text: string): ViewWindow | null {
  if (isPreset(text)) return text;
  const [from, to, ...rest] = text.split("..");
  return from === undefined || to === undefined || rest.length > 0 ? null : { from, to };
}

export function writeWindow(window: ViewWindow): string {
  return typeof window === "string" ? window : `${window.from}..${window.to}`;
}

/** Whether an end of a window is a day, and not an instant. */
export function isDay(end: string): boolean {
  return DAY.test(end);
}

function isEnd(text: string): boolean {
  if (!DAY.test(text) && !INSTANT.test(text)) return false;
  const instant = Date.parse(text);
  // February 30 would pass for March 2.
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text.slice(0, 10));
}

/** A window of the address, in the words of the service. */
export function windowQuery(window: ViewWindow, timeZone: string): WindowQuery {
  if (typeof window === "string") return { window: WINDOW_PRESETS[window], timeZone };
  return { start: instantOf(window.from, timeZone), end: instantOf(window.to, timeZone), timeZone };
}

function instantOf(end: string, timeZone: string): string {
  const instant = isDay(end) ? startOfDay(end, timeZone) : Date.parse(end);
  return new Date(instant).toISOString();
}
