import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { ClusterRow, ClusterStatusAnswer } from "@kubecent/sdk";
import type { Asked } from "../states/asked.ts";
import { useCaller, useMay } from "../session/signed-in.tsx";
import { clusterStatus } from "./cluster-status.ts";
import { useQuestion } from "./use-question.ts";

/** The clusters that the caller may see: out of their status, which is asked for anyway, for those who may see that. */
export function useClusters(): readonly ClusterRow[] {
  const maySeeStatus = useMay("cluster:view");
  const status = useClusterStatus();
  const list = useQuestion({
    name: "clusters.list",
    input: maySeeStatus ? null : {},
    ask: (client, input, options) => client.clusters.list.query(input, options),
  });
  return (maySeeStatus ? status.answer : list.answer)?.rows ?? [];
}

/** How the collection of each cluster is getting on; asked once a minute. No answer for a caller without the right to it. */
export function useClusterStatus(): Asked<ClusterStatusAnswer> {
  return useQuestion(clusterStatus(useCaller()));
}

/** Asks anew whatever is shown once an hour of some cluster was written: all numbers on a screen are of the same data. */
export function useFreshness(): void {
  const queries = useQueryClient();
  const { answer } = useClusterStatus();
  const versions = answer?.rows.map(({ cluster, dataVersion }) => `${cluster} ${dataVersion}`).join("\n");
  const last = useRef(versions);
  useEffect(() => {
    const isNew = last.current !== undefined && versions !== last.current;
    last.current = versions;
    if (isNew)
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "clusters.status" });
  }, [queries, versions]);
}
