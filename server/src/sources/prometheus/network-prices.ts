import { HOUR_MS } from "@kubecent/shared";
import type { FindingBook } from "../../domain/findings/finding-book.ts";
import type { NetworkPrices } from "../../domain/observation.ts";
import { priceReader, USUAL_PRICES } from "./assets/read-prices.ts";
import { NETWORK_PRICES } from "./query/families.ts";
import type { HourReader } from "./query/hour-reader.ts";

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
