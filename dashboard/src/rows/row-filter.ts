import type { View } from "../url/view.ts";
import type { CostRow } from "./cost-rows.ts";

/** Scope and filters that pick one row of a view and nothing else. */
export function rowFilter(view: View, { scope, filter }: CostRow): Pick<View, "scope" | "filters"> {
  return {
    scope: scope ?? view.scope,
    filters: filter ? [...view.filters.filter(({ field }) => field !== filter.field), filter] : view.filters,
  };
}
