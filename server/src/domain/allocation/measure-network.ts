import type { NetworkObservation, NetworkPrices } from "../observation.ts";
import { priceAsKept } from "../prices/reported.ts";
import { podRow } from "./cost-rows.ts";
import type { AssetKey, CostRow, MeasuredAsset } from "./measured-hour.ts";
import type { TakenAsset } from "./measure-assets.ts";
import { type Measure, noMeasures } from "./measures.ts";
import type { PodIndex } from "./pod-index.ts";

/** How far traffic goes: which bytes of an observation, at which reported price, and the measure of a row. */
export const REACHES = [
  { reach: "zone", bytes: "zoneBytes", price: "perZoneGib", measure: "networkZoneBytes" },
  { reach: "region", bytes: "regionBytes", price: "perRegionGib", measure: "networkRegionBytes" },
  { reach: "internet", bytes: "internetBytes", price: "perInternetGib", measure: "networkInternetBytes" },
] as const satisfies readonly {
  reach: string;
  bytes: keyof NetworkObservation;
  price: keyof NetworkPrices;
  measure: Measure;
}[];
export type Reach = (typeof REACHES)[number]["reach"];

/** The asset that all traffic of a reach is. */
function networkKey(reach: Reach): AssetKey {
  return { kind: "network", namespace: "", name: reach, providerId: "", storageClass: "" };
}

/** Counts traffic by how far it went, and what each pod sent of it. */
export function measureNetwork(
  traffic: readonly NetworkObservation[],
  reported: NetworkPrices | null,
  pods: PodIndex,
): TakenAsset[] {
  return REACHES.map(({ reach, bytes, price, measure }) => {
    const rows = traffic.flatMap((each): CostRow[] => {
      const count = BigInt(Math.round(each[bytes]));
      if (count <= 0n) return [];
      return [podRow(pods.find(each), "pod", { ...noMeasures(), [measure]: count })];
    });
    const asset: MeasuredAsset = {
      ...networkKey(reach),
      quantity: rows.reduce((sum, row) => sum + row.measures[measure], 0n),
      unobservedQuantity: 0n,
      reported: priceAsKept(reported?.[price] ?? null),
    };
    return { asset, rows };
  });
}
