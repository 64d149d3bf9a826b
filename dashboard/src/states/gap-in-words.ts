import type { CoverageGap, GapReason } from "@kubecent/sdk";

const MINUTE_MS = 60_000;

const REASONS: Readonly<Record<GapReason, string>> = {
  source_down: "the source did not run",
  not_scraped: "the source did not look",
  beyond_retention: "older than what the source keeps",
  not_collected: "not collected yet",
};

/** A gap in a few words: "prod: 90 minutes, the source did not run". */
export function gapInWords({ cluster, start, end, reason }: CoverageGap): string {
  const minutes = Math.round((Date.parse(end) - Date.parse(start)) / MINUTE_MS);
  return `${cluster}: ${minutes} minute${minutes === 1 ? "" : "s"}, ${gapReason(reason)}`;
}

/** Why nobody saw it. */
export function gapReason(reason: GapReason): string {
  return REASONS[reason];
}
