import { PriceListError, picoOfText } from "./list-text.ts";
import { LISTED_CLOUDS, type ListedCloud } from "./machine-type.ts";
import type { CloudPrices, ListedPrice } from "./price-list.ts";

/** What a cloud asks for besides machines: for the hour of a pod's core or GiB, of a load balancer, of a cluster, for a GiB of traffic. */
export const RATES = {
  "fargate-cpu": "core-hour",
  "fargate-ram": "GiB-hour",
  "load-balancer": "hour",
  "fee-eks": "hour",
  "fee-eks-extended": "hour",
  "fee-gke": "hour",
  "traffic-internet": "GiB",
  "traffic-zone": "GiB",
  "gpu-nvidia-tesla-t4": "GPU-hour",
  "gpu-nvidia-tesla-p4": "GPU-hour",
  "gpu-nvidia-tesla-v100": "GPU-hour",
  "gpu-nvidia-tesla-p100": "GPU-hour",
} as const;
export type RateName = keyof typeof RATES;

/** Whether there may be a rate of a name. */
export function isRate(name: string): name is RateName {
  return Object.hasOwn(RATES, name);
}

const HEAD = "cloud\tregion\trate\tdollars\tunit\tdate\torigin";
/** Stands for all regions. */
const ANYWHERE = "*";

/** Reads one cloud's rates from the table of all. Throws PriceListError at the first line that is no rate. */
export function readRates(text: string, wanted: ListedCloud): ReadonlyMap<string, ListedPrice> {
  const [head, ...lines] = text.trimEnd().split("\n");
  if (head !== HEAD) throw new PriceListError(`Rates: expected the columns "${HEAD}", found "${head ?? ""}"`);
  const rates = lines.map((line, index) => rateIn(line, index + 2));
  return new Map(rates.filter(({ cloud }) => cloud === wanted).map(({ key, price }) => [key, price]));
}

function rateIn(line: string, number: number): { cloud: ListedCloud; key: string; price: ListedPrice } {
  const [named, region = "", rate = "", dollars = "", unit, date = "", text = ""] = line.split("\t");
  const cloud = LISTED_CLOUDS.find((each) => each === named);
  const pico = picoOfText(dollars);
  const [, known] = Object.entries(RATES).find(([name]) => name === rate) ?? [];
  if (!cloud || !pico || unit !== known || !/^\d{4}-\d\d-\d\d$/.test(date) || text === "") {
    throw new PriceListError(
      `Rates, line ${number}: not a cloud's rate with its unit, day and origin: ${line}`,
    );
  }
  return { cloud, key: keyOf(region, rate), price: { pico, origin: { date, text } } };
}

function keyOf(region: string, rate: string): string {
  return `${region} ${rate}`;
}

/** What a cloud asks for something in a region, or wherever it is; null where that is not known. */
export function rateOf({ rates }: CloudPrices, region: string, rate: RateName): ListedPrice | null {
  return rates?.get(keyOf(region, rate)) ?? rates?.get(keyOf(ANYWHERE, rate)) ?? null;
}
