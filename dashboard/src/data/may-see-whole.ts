import type { InfoAnswer } from "@kubecent/sdk";
import { isFullScope, scopeShowsWhole } from "@kubecent/shared/scopes";
import type { IdleChoice, View } from "../url/view.ts";

/** What of a caller decides what may be asked. */
export type Rights = Pick<InfoAnswer, "permissions" | "scope">;

/** Whether a caller sees the clusters of a view as a whole: else the service refuses questions about idle and the fee. */
export function maySeeWhole(caller: Rights, { scope, filters }: Pick<View, "scope" | "filters">): boolean {
  if (!caller.permissions.includes("cluster:view")) return false;
  if (isFullScope(caller.scope)) return true;
  const filtered = filters.filter(({ field }) => field === "cluster").map(({ value }) => value);
  const named = scope.cluster === undefined ? filtered : [scope.cluster];
  return named.length > 0 && named.every((cluster) => scopeShowsWhole(caller.scope, cluster));
}

/** What becomes of idle in a view: what its address says, for those who may see idle at all. */
export function idleChoice(caller: Rights, view: View): IdleChoice {
  return maySeeWhole(caller, view) ? view.idle : "hide";
}
