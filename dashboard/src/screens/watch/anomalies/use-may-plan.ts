import type { AnomalyPlanRow } from "@kubecent/shared";
import { scopeShows, scopeShowsWhole } from "@kubecent/shared/scopes";
import { useCaller } from "../../../session/signed-in.tsx";

/** Whether the caller may plan days of a place: of a cluster as a whole, those who see all of it. */
export function useMayPlan(): (of: Pick<AnomalyPlanRow, "cluster" | "namespace">) => boolean {
  const { permissions, scope } = useCaller();
  const isEditor = permissions.includes("alert:edit");
  return ({ cluster, namespace }) =>
    isEditor &&
    (namespace === null ? scopeShowsWhole(scope, cluster) : scopeShows(scope, cluster, namespace));
}
