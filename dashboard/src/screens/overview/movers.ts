import type { CompareRow } from "@kubecent/shared";
import { compareAmounts } from "../../format/nano-sum.ts";

/** The rows that changed most, in either direction; none that did not. */
export function biggestChanges(rows: readonly CompareRow[], most: number): CompareRow[] {
  return rows
    .filter(({ changeCost }) => /[1-9]/.test(changeCost))
    .toSorted((one, other) => compareAmounts(sizeOf(other), sizeOf(one)))
    .slice(0, most);
}

function sizeOf({ changeCost }: CompareRow): string {
  return changeCost.replace("-", "");
}
