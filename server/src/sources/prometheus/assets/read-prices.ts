import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { FindingSubject } from "../../../domain/findings/finding.ts";
import { MINUTES_PER_HOUR, type NetworkPrices, type ReportedNodePrice } from "../../../domain/observation.ts";
import { HIGHEST_PRICE } from "../../../domain/prices/price.ts";
import { DEFAULT_PRICE_BOOK } from "../../../domain/prices/price-book.ts";
import { believablePrices } from "../series/believable.ts";
import { nearestValue, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import { ASSETS, NETWORK_PRICES } from "../query/families.ts";
import type { HourReader } from "../query/hour-reader.ts";
import type { FamilySeries } from "../query/family-series.ts";

interface PriceNoting {
  readonly hour: Instant;
  readonly findings: FindingBook;
  readonly subject: FindingSubject;
  /** What is priced, in the finding's words: "CPU". */
  readonly part: string;
  /** What such a thing usually costs. */
  readonly usual: number;
  /** Whether a price of nought all along is told to the reader: some things are truly free, others are not. */
  readonly isOddAtNought?: boolean;
}

/** What things usually cost in dollars; only orders of size are told by it, so the currency matters little. */
export const USUAL_PRICES = { ...DEFAULT_PRICE_BOOK.defaults, perClusterHour: 0.1 };

/** Reads the believable price nearest in time, NaN where there is none; notes what is not believed. */
export function priceReader(copies: readonly Series[], noting: PriceNoting): (instant: Instant) => number {
  if (copies.length === 0) return () => Number.NaN;

  const samples = believablePrices(copies, { usual: noting.usual, most: HIGHEST_PRICE });
  const { refused } = samples;
  if (refused.times.length > 0) noteRefused(samples, refused, noting);
  if (noting.isOddAtNought && samples.values.length > 0 && samples.values.every((value) => value === 0)) {
    noteNought(noting);
  }
  return (instant) => nearestValue(samples, instant);
}

/** Exporters say nought of what is free, and of what they know no price of. */
function noteNought({ findings, subject, part }: PriceNoting): void {
  findings.note("price_nought", subject, { minutes: MINUTES_PER_HOUR, detail: `${part} 0, at all times` });
}

type Samples = Pick<Series, "times" | "values">;

/** A minute is borne on where the sample nearest to it is not believed. */
function noteRefused(kept: Samples, refused: Samples, noting: PriceNoting): void {
  const { hour, findings, subject, part } = noting;
  const minutes = minuteMiddles(hour).filter(
    (middle) => distance(refused, middle) < distance(kept, middle),
  ).length;
  if (minutes === 0) return;

  const [first = Number.NaN] = refused.values;
  const [usual] = kept.values;
  const beside = usual === undefined ? "nothing else" : `${usual}`;
  findings.note("price_impossible", subject, { minutes, detail: `${part} ${first}, beside ${beside}` });
}

function distance({ times }: Samples, instant: Instant): number {
  return times.reduce((least, time) => Math.min(least, Math.abs(time - instant)), Number.POSITIVE_INFINITY);
}

/** The prices of traffic as the exporter reports them; null unless it reports all three. */
export async function readNetworkPrices(
  reader: HourReader,
  findings: FindingBook,
): Promise<NetworkPrices | null> {
  const read = async (reach: keyof typeof NETWORK_PRICES, usual: number): Promise<number> => {
    const part = `traffic, ${reach}`;
    const noting = { hour: reader.hour, findings, subject: { kind: "cluster" } as const, part, usual };
    return priceReader(await reader.samples(NETWORK_PRICES[reach]), noting)(reader.hour + HOUR_MS / 2);
  };
  const [perZoneGib, perRegionGib, perInternetGib] = await Promise.all([
    read("zone", USUAL_PRICES.perZoneGib),
    read("region", USUAL_PRICES.perRegionGib),
    read("internet", USUAL_PRICES.perInternetGib),
  ]);
  const isComplete = ![perZoneGib, perRegionGib, perInternetGib].some(Number.isNaN);
  return isComplete ? { perZoneGib, perRegionGib, perInternetGib } : null;
}

/** A node's usual price: what a machine of some cores costs; it only tells slips by orders of size. */
const USUAL_NODE_HOUR = 0.5;

/** Reads what the exporter says a node costs, by part and in total, leaving out what no price can be. */
export function nodePriceReader(
  node: FamilySeries,
  { name, ...noting }: Pick<PriceNoting, "hour" | "findings"> & { readonly name: string },
): (instant: Instant) => ReportedNodePrice | null {
  const { perCpuCoreHour, perRamGibHour, perGpuHour } = USUAL_PRICES;
  const subject = { kind: "node", name } as const;
  const read = (family: keyof typeof ASSETS, part: string, usual: number): ((instant: Instant) => number) => {
    // Of a GPU, nought is how exporters price nodes without one.
    const isOddAtNought = part === "CPU" || part === "RAM";
    return priceReader(node.of(ASSETS[family]), { ...noting, subject, part, usual, isOddAtNought });
  };
  const readers = [
    ["perCpuCoreHour", read("nodeCpuPrice", "CPU", perCpuCoreHour)],
    ["perRamGibHour", read("nodeRamPrice", "RAM", perRamGibHour)],
    ["perGpuHour", read("nodeGpuPrice", "GPU", perGpuHour)],
    ["perNodeHour", read("nodePrice", "node", USUAL_NODE_HOUR)],
  ] as const;
  return (instant) => {
    const prices = readers
      .map(([part, priceAt]) => [part, priceAt(instant)] as const)
      .filter(([, price]) => price >= 0);
    return prices.length > 0 ? Object.fromEntries(prices) : null;
  };
}
