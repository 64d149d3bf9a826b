import { type PriceSource, splitNano } from "@kubecent/shared";
import type { NetworkObservation, NetworkPrices } from "../observation.ts";
import { costNano, toPico } from "../prices/pico.ts";
import type { PriceBook } from "../prices/price-book.ts";
import { BYTES_PER_GIB, toNano } from "../units.ts";
import type { AllocatedAsset } from "./allocate-volumes.ts";
import { podRow } from "./cost-rows.ts";
import type { CostRow } from "./hour-costs.ts";
import { noMeasures } from "./measures.ts";
import type { PodIndex } from "./pod-index.ts";

type Reach = "zone" | "region" | "internet";

/** Bills traffic by how far it went: each reach is priced as a whole, and split among pods by their bytes. */
export function allocateNetwork(
  traffic: readonly NetworkObservation[],
  reported: NetworkPrices | null,
  pods: PodIndex,
  book: PriceBook,
): AllocatedAsset[] {
  const prices = reported ?? book.defaults;
  const priceSource: PriceSource = reported ? "exporter" : "default";
  const reaches = [
    { reach: "zone", price: prices.perZoneGib, bytes: traffic.map((each) => each.zoneBytes) },
    { reach: "region", price: prices.perRegionGib, bytes: traffic.map((each) => each.regionBytes) },
    { reach: "internet", price: prices.perInternetGib, bytes: traffic.map((each) => each.internetBytes) },
  ] satisfies { reach: Reach; price: number; bytes: number[] }[];
  return reaches.map(({ reach, price, bytes }) => {
    const quantities = bytes.map((count) => BigInt(Math.round(count)));
    const quantity = quantities.reduce((sum, count) => sum + count, 0n);
    const costOfAll = costNano(toNano(Number(quantity) / BYTES_PER_GIB), toPico(price));
    const costs = quantity > 0n ? splitNano(costOfAll, quantities) : quantities;
    return {
      asset: {
        kind: "network",
        namespace: "",
        name: reach,
        quantity,
        costNano: costOfAll,
        unobservedNano: 0n,
        priceSource,
      },
      rows: traffic.flatMap((each, index) =>
        trafficRow(each, { costNano: costs[index] ?? 0n, bytes: quantities[index] ?? 0n, priceSource, pods }),
      ),
    };
  });
}

interface PodTraffic {
  readonly costNano: bigint;
  readonly bytes: bigint;
  readonly priceSource: PriceSource;
  readonly pods: PodIndex;
}

function trafficRow(
  observed: NetworkObservation,
  { costNano: networkNano, bytes, ...rest }: PodTraffic,
): CostRow[] {
  if (bytes === 0n) return [];

  const defaultNano = rest.priceSource === "default" ? networkNano : 0n;
  const measures = { ...noMeasures(), networkNano, networkBytes: bytes, defaultNano };
  return [podRow(rest.pods.find(observed), "pod", measures)];
}
