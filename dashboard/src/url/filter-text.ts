import type { ViewFilter } from "./view.ts";
import { FILTER_PATTERN } from "./query-keys.ts";

export const FILTER_WANTED = "FIELD:is:VALUE, such as namespace:is:search or label:team:is:payments";

/** Reads `namespace:is:search`; null where it is no filter. */
export function readFilter(text: string): ViewFilter | null {
  const match = FILTER_PATTERN.exec(text);
  if (!match) return null;
  const [, field, value = ""] = match;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the pattern lists the fields
  return { field: field as ViewFilter["field"], value };
}

export function writeFilter({ field, value }: ViewFilter): string {
  return `${field}:is:${value}`;
}

/** Filters in one order and each of them once: equal sets are equal lists. */
export function settleFilters(filters: readonly ViewFilter[]): ViewFilter[] {
  const texts = new Set(filters.map(writeFilter));
  return [...texts].toSorted().flatMap((text) => readFilter(text) ?? []);
}
