import { type Series, sumNano } from "./chart-parts.ts";

const OTHER_KEY = "__other__";

/**
 * The largest `most` series, and all others as one: "other (n)". Nothing is left out, so the stack stays as high as it was.
 * Idle, unobserved and what is "other" already keep their own layers.
 */
export function foldSmallSeries(all: readonly Series[], most: number): Series[] {
  const named = all.filter(({ kind }) => kind === "named").toSorted(byLargest);
  const rest = all.filter(({ kind }) => kind !== "named");
  // One more than fits is as easily drawn as "other (1)".
  if (named.length <= most + 1) return [...named, ...rest];
  return [...named.slice(0, most), otherOf(named.slice(most)), ...rest];
}

function byLargest(one: Series, other: Series): number {
  const difference = sumNano(other.amounts) - sumNano(one.amounts);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function otherOf(folded: readonly Series[]): Series {
  const length = Math.max(...folded.map(({ amounts }) => amounts.length));
  const amounts = Array.from({ length }, (_, index) => sumOfKnown(folded.map((each) => each.amounts[index])));
  return { key: OTHER_KEY, label: `other (${folded.length})`, kind: "other", amounts };
}

/** Null only where none of them is known. */
function sumOfKnown(amounts: readonly (bigint | null | undefined)[]): bigint | null {
  const known = amounts.filter((amount) => typeof amount === "bigint");
  return known.length === 0 ? null : sumNano(known);
}
