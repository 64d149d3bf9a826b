import { readGpuSerials } from "../accelerators/gpu-serials.ts";
import { ASSETS } from "../query/families.ts";
import type { HourReader } from "../query/hour-reader.ts";
import { volumeStandIns } from "./told-volumes.ts";
import { type FamilySeries, readFamilies } from "../query/family-series.ts";
import type { Ledger } from "../series/ledger.ts";

/** Reads all that the hour tells of nodes, volumes, load balancers and the fee. */
export async function readAssets(reader: HourReader): Promise<FamilySeries> {
  const [assets, serials] = await Promise.all([
    readFamilies(Object.values(ASSETS), (family) => reader.samples(family)),
    readGpuSerials(reader),
  ]);
  return assets.joinedWith(serials);
}

/** Tells the ledger when the exporters of assets were heard of. */
export function noteAssets(series: FamilySeries, ledger: Ledger): void {
  const { nodeInfo, nodeLabels, nodeCapacity, volumeCapacity, services, serviceAddresses } = ASSETS;
  const ofCluster = series.of(nodeInfo, nodeLabels, nodeCapacity, volumeCapacity, services, serviceAddresses);
  ledger.note(ofCluster, { isOfCluster: true });
  ledger.note(volumeStandIns(series), { isOfCluster: false });
  ledger.note(series.of(ASSETS.loadBalancerPrice, ASSETS.fee, ASSETS.volumePrice), { isOfCluster: false });
}
