import type { CostFigures } from "@kubecent/sdk";
import type { AssetQuery, ExplainQuery } from "@kubecent/shared";

/** `why=total`: the number that a screen is about. */
export const TOTAL = "total";

/** Money of no container, told by what was paid for: what of nodes was free, what nobody saw, the fee. */
export interface AssetPart {
  name: string;
  input: AssetQuery;
  column: "idleCost" | "unobservedCost" | "totalCost";
  /** Only what these nodes have of it; null for all. */
  nodes: readonly string[] | null;
}

/** A number that was clicked, and what explains it. */
export interface WhyTarget {
  /** What it is the cost of. */
  title: string;
  /** The number with its parts, as the row or the total has them. */
  figures: CostFigures;
  currency: string;
  /** What containers paid in it; null where they paid none of it. */
  explain: ExplainQuery | null;
  /** Money of no container that is in the number as a whole: each is told asset by asset. */
  assets: readonly AssetPart[];
}
