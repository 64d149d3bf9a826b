import type { NetworkPrices } from "../../domain/observation.ts";
import { NETWORK_PRICES } from "./query/families.ts";
import type { HourReader } from "./query/hour-reader.ts";

/** The prices of traffic as the exporter reports them; null unless it reports all three. */
export async function readNetworkPrices(reader: HourReader): Promise<NetworkPrices | null> {
  const { zone, region, internet } = NETWORK_PRICES;
  const read = [zone, region, internet].map((family) => reader.lastSamples(family));
  const [perZoneGib, perRegionGib, perInternetGib] = (await Promise.all(read)).map((series) =>
    series[0]?.values.at(-1),
  );
  const isComplete = perZoneGib !== undefined && perRegionGib !== undefined && perInternetGib !== undefined;
  return isComplete ? { perZoneGib, perRegionGib, perInternetGib } : null;
}
