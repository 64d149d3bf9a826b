import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useClusterStatus } from "./clusters.ts";

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
