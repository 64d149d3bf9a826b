import type { RecommendationDismiss, RecommendationRow } from "@kubecent/shared";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useKubecent } from "../../../session/use-kubecent.ts";

/** Puts a recommendation aside. */
export function useDismiss() {
  const client = useKubecent();
  const onSettled = useAskAnew();
  return useMutation<RecommendationRow, Error, RecommendationDismiss>({
    mutationFn: (input) => client.recommendations.dismiss.mutate(input),
    onSettled,
  });
}

/** Takes one up again that was put aside. */
export function useRestore() {
  const client = useKubecent();
  const onSettled = useAskAnew();
  return useMutation<RecommendationRow, Error, { id: string }>({
    mutationFn: (input) => client.recommendations.restore.mutate(input),
    onSettled,
  });
}

/** Rows, sums and patches are others then. */
function useAskAnew(): () => Promise<void> {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[0]).startsWith("recommendations."),
    });
}
