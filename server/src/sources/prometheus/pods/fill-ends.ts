import type { PerMinute } from "../../../domain/observation.ts";

/**
 * Carries the usage known nearest to the ends of each run, over at most `mostMinutes`: the last look at a
 * container comes up to one interval before its end. Minutes unknown amid a run stay so.
 */
export function fillEnds(usage: PerMinute, ranMinutes: PerMinute, mostMinutes: number): PerMinute {
  const filled = usage.slice();
  const ran = (minute: number): boolean => (ranMinutes[minute] ?? 0) > 0;
  const isUnknown = (minute: number): boolean => ran(minute) && Number.isNaN(usage[minute]);
  const fill = (end: number, step: 1 | -1): void => {
    let known = end;
    while (isUnknown(known)) known += step;
    if (!ran(known) || Math.abs(known - end) > mostMinutes) return;
    for (let minute = end; minute !== known; minute += step) filled[minute] = usage[known] ?? Number.NaN;
  };
  for (const minute of usage.keys()) {
    if (isUnknown(minute) && !ran(minute - 1)) fill(minute, 1);
    if (isUnknown(minute) && !ran(minute + 1)) fill(minute, -1);
  }
  return filled;
}
