import type { CompareAnswer, CompareQuery } from "@kubecent/shared";
import type { Asked } from "../states/asked.ts";
import { useAllRows } from "./use-all-rows.ts";

/** What changed between two windows, and from what. */
export function useCompare(input: CompareQuery | null): Asked<CompareAnswer> {
  return useAllRows({ name: "cost.compare", input, procedure: ({ cost }) => cost.compare });
}
