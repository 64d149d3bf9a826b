import type { Caller } from "../../auth/caller.ts";

/**
 * What of a caller changes an answer, as a text: two callers share answers only where it is the same. Today every
 * caller who may ask sees everything. Whoever lets callers see less says here by what.
 */
export function scopeOf(_caller: Caller): string {
  return "all";
}
