import type { Instant } from "@kubecent/shared";

/** A stretch of time, half-open. */
export interface Range {
  readonly start: Instant;
  readonly end: Instant;
}

/** What is left of `ranges` without `taken`; both in order and without overlaps. */
export function withoutRanges(ranges: readonly Range[], taken: readonly Range[]): Range[] {
  return ranges.flatMap((range) => withoutTaken(range, taken));
}

function withoutTaken(range: Range, taken: readonly Range[]): Range[] {
  const left: Range[] = [];
  let start = range.start;
  for (const cut of taken) {
    if (cut.end <= start || cut.start >= range.end) continue;
    if (cut.start > start) left.push({ start, end: cut.start });
    start = Math.max(start, cut.end);
  }
  return start < range.end ? [...left, { start, end: range.end }] : left;
}

/** What is in both; both in order and without overlaps. */
export function commonRanges(ranges: readonly Range[], others: readonly Range[]): Range[] {
  return ranges.flatMap((range) =>
    others
      .map((other) => ({ start: Math.max(range.start, other.start), end: Math.min(range.end, other.end) }))
      .filter((common) => common.start < common.end),
  );
}

/** The same stretches with those made one that touch; they are in order and without overlaps. */
export function mergedRanges(ranges: readonly Range[]): Range[] {
  const merged: { start: Instant; end: Instant }[] = [];
  for (const { start, end } of ranges) {
    const last = merged.at(-1);
    if (last?.end === start) last.end = end;
    else merged.push({ start, end });
  }
  return merged;
}
