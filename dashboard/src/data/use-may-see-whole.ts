import { isFullScope, scopeShows, scopeShowsCluster, scopeShowsWhole } from "@kubecent/shared/scopes";
import { useCaller, useMay } from "../session/signed-in.tsx";
import type { IdleChoice, View } from "../url/view.ts";

/** Whether the caller sees the clusters of a view as a whole: else the service refuses questions about idle and the fee. */
export function useMaySeeWhole({ scope, filters }: Pick<View, "scope" | "filters">): boolean {
  const caller = useCaller();
  const maySeeClusters = useMay("cluster:view");
  if (!maySeeClusters) return false;
  if (isFullScope(caller.scope)) return true;
  const filtered = filters.filter(({ field }) => field === "cluster").map(({ value }) => value);
  const named = scope.cluster === undefined ? filtered : [scope.cluster];
  return named.length > 0 && named.every((cluster) => scopeShowsWhole(caller.scope, cluster));
}

/** Whether the caller sees anything of a view's scope: else its being empty says nothing. */
export function useMaySee({ scope: { cluster, namespace } }: Pick<View, "scope">): boolean {
  const { scope } = useCaller();
  if (cluster === undefined) return true;
  return namespace === undefined ? scopeShowsCluster(scope, cluster) : scopeShows(scope, cluster, namespace);
}

/** What becomes of idle in a view: what its address says, for those who may see idle at all. */
export function useIdleChoice(view: View): IdleChoice {
  return useMaySeeWhole(view) ? view.idle : "hide";
}
