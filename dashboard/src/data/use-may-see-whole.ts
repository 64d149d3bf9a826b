import { scopeShows, scopeShowsCluster } from "@kubecent/shared/scopes";
import { useCaller } from "../session/signed-in.tsx";
import type { IdleChoice, View } from "../url/view.ts";
import { idleChoice, maySeeWhole } from "./may-see-whole.ts";

/** Whether the caller sees the clusters of a view as a whole. */
export function useMaySeeWhole(view: Pick<View, "scope" | "filters">): boolean {
  return maySeeWhole(useCaller(), view);
}

/** Whether the caller sees anything of a view's scope: else its being empty says nothing. */
export function useMaySee({ scope: { cluster, namespace } }: Pick<View, "scope">): boolean {
  const { scope } = useCaller();
  if (cluster === undefined) return true;
  return namespace === undefined ? scopeShowsCluster(scope, cluster) : scopeShows(scope, cluster, namespace);
}

/** What becomes of idle in a view, for the caller. */
export function useIdleChoice(view: View): IdleChoice {
  return idleChoice(useCaller(), view);
}
