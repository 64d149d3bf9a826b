import type { CoverageGap, GapReason } from "@kubecent/sdk";

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
/** Longer gaps are told in hours. */
const MOST_MINUTES = 600;

const REASONS: Readonly<Record<GapReason, string>> = {
  source_down: "the source did not run",
  not_scraped: "the source did not look",
  beyond_retention: "older than what the source keeps",
  not_collected: "not collected yet",
};

/** A gap in a few words: "prod: 90 minutes, the source did not run". */
export function gapInWords({ cluster, start, end, reason }: CoverageGap): string {
  const minutes = Math.round((Date.parse(end) - Date.parse(start)) / MINUTE_MS);
  return `${cluster}: ${lengthInWords(minutes)}, ${gapReason(reason)}`;
}

function lengthInWords(minutes: number): string {
  if (minutes > MOST_MINUTES) return `${Math.round(minutes / HOUR_MINUTES)} hours`;
  return `${minutes} minute${minutes === 1 ? "" : "s"}`;
}

/** Why nobody saw it. */
export function gapReason(reason: GapReason): string {
  return REASONS[reason];
}
