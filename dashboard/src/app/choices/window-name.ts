import type { ViewWindow, WindowPreset } from "../../url/view-window.ts";

/** What the named windows are called. */
export const PRESET_NAMES: Readonly<Record<WindowPreset, string>> = {
  "24h": "Last 24 hours",
  "48h": "Last 48 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
  today: "Today",
  yesterday: "Yesterday",
  "last-week": "Last week",
  "last-month": "Last month",
  "month-to-date": "Month to date",
};

/** What a window is called; one without a name is told by its ends alone. */
export function windowName(window: ViewWindow): string {
  return typeof window === "string" ? PRESET_NAMES[window] : "Window";
}
