import { MINUTES_PER_HOUR, type PerMinute } from "../../domain/observation.ts";

/** An hour's values, each from its minute. */
export function perMinute(valueAt: (minute: number) => number): PerMinute {
  const values = new Float64Array(MINUTES_PER_HOUR);
  for (let minute = 0; minute < MINUTES_PER_HOUR; minute++) values[minute] = valueAt(minute);
  return values;
}

/** Whether any minute has a value above 0. */
export function hasAny(minutes: PerMinute): boolean {
  return minutes.some((value) => value > 0);
}
