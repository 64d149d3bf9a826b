import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { ClusterListAnswer, ClusterStatusAnswer } from "@kubecent/sdk";
import type { PricesAnswer } from "@kubecent/shared";
import type { Asked } from "../states/asked.ts";
import { useMay } from "../session/signed-in.tsx";
import { useQuestion } from "./use-question.ts";

const MINUTE_MS = 60_000;

/** The clusters that the caller may see. */
export function useClusterList(): Asked<ClusterListAnswer> {
  return useQuestion({
    name: "clusters.list",
    input: {},
    ask: (client, input, options) => client.clusters.list.query(input, options),
  });
}

/** How the collection of each cluster is getting on; asked once a minute. No answer for a caller without the right to it. */
export function useClusterStatus(): Asked<ClusterStatusAnswer> {
  const maySee = useMay("cluster:view");
  return useQuestion({
    name: "clusters.status",
    input: maySee ? {} : null,
    ask: (client, input, options) => client.clusters.status.query(input, options),
    everyMs: MINUTE_MS,
  });
}

/** What each asset of the newest hour is priced at, and by which rule. */
export function useClusterPrices(input: { cluster?: string | undefined } | null): Asked<PricesAnswer> {
  return useQuestion({
    name: "clusters.prices",
    input,
    ask: (client, asked, options) => client.clusters.prices.query(asked, options),
  });
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
