import type { PriceBookFile, WrittenPrice } from "../price-book-file.ts";
import { readNumber } from "../reading/read-number.ts";
import type { ModelPricing } from "./recognise.ts";

const HOURS_PER_MONTH = 730;

type Default = keyof NonNullable<PriceBookFile["defaults"]>;

const FIELDS: readonly { readonly theirs: string; readonly ours: Default; readonly lasts: boolean }[] = [
  { theirs: "CPU", ours: "perCpuCoreHour", lasts: true },
  { theirs: "RAM", ours: "perRamGibHour", lasts: true },
  { theirs: "GPU", ours: "perGpuHour", lasts: true },
  { theirs: "spotCPU", ours: "perSpotCpuCoreHour", lasts: true },
  { theirs: "spotRAM", ours: "perSpotRamGibHour", lasts: true },
  { theirs: "storage", ours: "perVolumeGibHour", lasts: true },
  { theirs: "firstFiveForwardingRulesCost", ours: "perLoadBalancerHour", lasts: false },
  { theirs: "zoneNetworkEgress", ours: "perZoneGib", lasts: false },
  { theirs: "regionNetworkEgress", ours: "perRegionGib", lasts: false },
  { theirs: "internetNetworkEgress", ours: "perInternetGib", lasts: false },
];

/** What default prices of OpenCost or Kubecost come to. */
export interface ConvertedModel {
  readonly defaults: NonNullable<PriceBookFile["defaults"]>;
  readonly prices: readonly WrittenPrice[];
  readonly faults: readonly string[];
}

/**
 * The defaults of a book from default prices, which stand in where an exporter says nothing. Where they are said to go before
 * the provider's (`customPricesEnabled`), they become prices of every node and volume too.
 */
export function convertModel({ prices: theirs, isMonthly }: ModelPricing): ConvertedModel {
  const defaults: Partial<Record<Default, number>> = {};
  const faults: string[] = [];
  for (const { theirs: name, ours, lasts } of FIELDS) {
    const written = theirs[name];
    if (written === undefined || written === null || written === "") continue;
    const read = readNumber(typeof written === "string" ? written : JSON.stringify(written));
    if ("fault" in read) faults.push(`${name}: ${read.fault}`);
    else defaults[ours] = isMonthly && lasts ? read.value / HOURS_PER_MONTH : read.value;
  }
  const isFirst = String(theirs["customPricesEnabled"]) === "true";
  return { defaults, prices: isFirst ? everyPrice(defaults, theirs) : [], faults };
}

function everyPrice(
  {
    perCpuCoreHour,
    perRamGibHour,
    perGpuHour,
    perSpotCpuCoreHour,
    perSpotRamGibHour,
    perVolumeGibHour,
  }: Partial<Record<Default, number>>,
  { spotLabel, spotLabelValue }: ModelPricing["prices"],
): WrittenPrice[] {
  const gpu = perGpuHour === undefined ? {} : { perGpuHour };
  const prices: WrittenPrice[] = [];
  if (perCpuCoreHour !== undefined && perRamGibHour !== undefined) {
    prices.push({ kind: "node", perCpuCoreHour, perRamGibHour, ...gpu });
  }
  const hasSpot = typeof spotLabel === "string" && spotLabel !== "" && typeof spotLabelValue === "string";
  if (hasSpot && perSpotCpuCoreHour !== undefined && perSpotRamGibHour !== undefined) {
    const label = `${spotLabel.replaceAll(/[^a-zA-Z0-9_]/g, "_")}=${spotLabelValue}`;
    prices.push({
      kind: "node",
      label,
      perCpuCoreHour: perSpotCpuCoreHour,
      perRamGibHour: perSpotRamGibHour,
      ...gpu,
    });
  }
  if (perVolumeGibHour !== undefined) prices.push({ kind: "volume", perGibHour: perVolumeGibHour });
  return prices;
}
