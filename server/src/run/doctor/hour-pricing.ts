import type { PriceSource } from "@kubecent/shared";
import { compareWithList, type TypeComparison } from "../../domain/allocation/compare-with-list.ts";
import type { HourCosts } from "../../domain/allocation/hour-costs.ts";
import type { MeasuredHour } from "../../domain/allocation/measured-hour.ts";
import { sourceShares } from "../../domain/allocation/source-shares.ts";
import type { ListsFor } from "../../domain/prices/list/list-price.ts";
import { countOf } from "../prices/update-report.ts";

/** What an hour is priced by. */
export interface HourPricing {
  readonly shares: ReadonlyMap<PriceSource, number>;
  /** The day of each cloud's list that knows nodes of it. */
  readonly lists: readonly { readonly cloud: string; readonly date: string }[];
  readonly comparisons: readonly TypeComparison[];
}

interface PricedHour {
  readonly measured: MeasuredHour;
  readonly costs: HourCosts;
  readonly listsFor?: ListsFor | undefined;
}

/** Tells what priced an hour, and how the exporter's prices lie beside the list's. */
export async function pricingOf({ measured, costs, listsFor }: PricedHour): Promise<HourPricing> {
  const lists = (await listsFor?.(measured.nodes)) ?? [];
  return {
    shares: sourceShares(costs),
    lists: lists.map(({ cloud, date }) => ({ cloud, date })),
    comparisons: compareWithList(measured, lists),
  };
}

/** Exporter and list may differ by rounding and by some months: more than this is news. */
const NEWS = 0.03;

/** The same for a person. */
export function pricingLines({ shares, lists, comparisons }: HourPricing): string[] {
  const bySource = [...shares]
    .filter(([, share]) => share > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([source, share]) => `${(share * 100).toFixed(1)} % ${source}`);
  const apart = comparisons.filter(({ difference }) => Math.abs(difference) > NEWS);
  return [
    "",
    `Prices of the newest of them: ${bySource.length > 0 ? bySource.join(", ") : "nothing costs anything"}.`,
    ...lists.map(({ cloud, date }) => `The list of ${cloud} is of ${date}.`),
    ...apart.map(comparisonLine),
    ...(apart.length > 0 ? [ADVICE] : []),
    ...(comparisons.length > 0 && apart.length === 0
      ? [`Exporter and list agree to ${NEWS * 100} % on ${countOf(comparisons.length, "type")}.`]
      : []),
  ];
}

const ADVICE =
  "Where the exporter is right, that is a discount or a contract; where the list is, OpenCost is configured for another cloud, region or offer. A price book overrules both: docs/prices.md.";

function comparisonLine({
  instanceType,
  region,
  nodes,
  reported,
  listed,
  difference,
}: TypeComparison): string {
  const percent = `${difference > 0 ? "+" : ""}${(difference * 100).toFixed(1)} %`;
  const count = countOf(nodes, "node");
  return `${"DIFFERS".padEnd(9)}  ${instanceType} in ${region}, ${count}: ${reported.toFixed(6)} USD an hour by the exporter, ${listed.toFixed(6)} by the list (${percent}).`;
}
