import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import { readNodeSigns } from "../identity/node-signs.ts";
import { signsOfNodes } from "../identity/signs-of-nodes.ts";
import { ASSETS, NODE_FAMILIES, NODE_PRESENCE, NODE_PRICES, NODE_SIZES } from "../query/families.ts";
import { type HourReader, onNodes, type Reading } from "../query/hour-reader.ts";
import type { Family } from "../query/selector.ts";
import { type FamilySeries, readFamilies } from "../query/family-series.ts";
import { clip, type Stretches, subtract, windowOfHour } from "../time/stretches.ts";
import { type AssetContext, AttendanceBook } from "./attendance.ts";
import { hasPrice, hasSize } from "./node-spans.ts";
import { byNode } from "./observe-nodes.ts";
import { readGpuSerials } from "../accelerators/gpu-serials.ts";
import { volumeStandIns } from "./told-volumes.ts";
import type { ScrapeTimes } from "../series/scrape-times.ts";

/** Reads all that the hour tells of nodes, volumes, load balancers and the fee. */
export async function readAssets(reader: HourReader, findings: FindingBook): Promise<FamilySeries> {
  const [assets, serials, signs] = await Promise.all([
    readFamilies(Object.values(ASSETS), (family) => reader.samples(family)),
    readGpuSerials(reader),
    readNodeSigns(reader, findings),
  ]);
  return assets.joinedWith(serials).joinedWith(signsOfNodes(signs, assets));
}

/** Tells the scrape times when samples came from the exporters of assets. */
export function noteAssets(series: FamilySeries, scrapes: ScrapeTimes): void {
  const { nodeInfo, nodeLabels, nodeCapacity, volumeCapacity, services, serviceAddresses } = ASSETS;
  const ofCluster = series.of(nodeInfo, nodeLabels, nodeCapacity, volumeCapacity, services, serviceAddresses);
  scrapes.note(ofCluster, { isOfCluster: true });
  scrapes.note(volumeStandIns(series), { isOfCluster: false });
  scrapes.note(series.of(ASSETS.loadBalancerPrice, ASSETS.fee, ASSETS.volumePrice), { isOfCluster: false });
}

interface WidenedAssets {
  readonly series: FamilySeries;
  /** Whether volumes were read from before and after the hour. */
  readonly hasWideVolumes: boolean;
}

/**
 * Reads three hours before and after the hour as well, but only the families of which the hour itself does
 * not tell enough: those that went unheard at its ends, and sizes and prices that some node lacks.
 */
export async function widenAssets(
  series: FamilySeries,
  reader: HourReader,
  context: AssetContext,
): Promise<WidenedAssets> {
  const isUnheard = (...families: readonly Family[]) =>
    endsUnheard(new AttendanceBook(series.of(...families), context).watched(), reader);
  const { volumeCapacity, volumePrice, loadBalancerPrice, services, serviceAddresses, fee } = ASSETS;
  const hasWideVolumes = isUnheard(volumeCapacity);
  const hasVolumePrices = series.of(volumePrice).length > 0;
  const families = [
    ...(isUnheard(...NODE_PRESENCE) ? NODE_FAMILIES : []),
    ...(hasWideVolumes ? [volumeCapacity] : []),
    ...(hasWideVolumes || !hasVolumePrices ? [volumePrice] : []),
    ...(isUnheard(loadBalancerPrice, services) ? [loadBalancerPrice, services, serviceAddresses] : []),
    ...(isUnheard(fee) ? [fee] : []),
  ];
  const widened = series.replacedBy(await readWide(reader, families));
  return { series: widened.joinedWith(await readLacking(widened, reader)), hasWideVolumes };
}

/** Whether nothing was heard in a part of the hour, and what was heard before or after it is not read yet. */
function endsUnheard(watched: Stretches, { window, hour }: HourReader): boolean {
  return subtract([window], watched).some(
    (hole) =>
      clip([hole], windowOfHour(hour)).length > 0 && (hole.start === window.start || hole.end === window.end),
  );
}

/** Sizes and prices from around the hour, for the nodes that have none in it. */
async function readLacking(series: FamilySeries, reader: HourReader): Promise<FamilySeries> {
  const nodes = [...byNode(series)].filter(([, node]) => node.of(...NODE_PRESENCE).length > 0);
  const lacking = (isKnown: (node: FamilySeries) => boolean, families: readonly Family[]) => {
    const names = nodes.filter(([, node]) => !isKnown(node)).map(([name]) => name);
    return readWide(reader, names.length > 0 ? families : [], onNodes(names));
  };
  return (await lacking(hasPrice, NODE_PRICES)).joinedWith(await lacking(hasSize, NODE_SIZES));
}

function readWide(
  reader: HourReader,
  families: readonly Family[],
  reading: Reading = {},
): Promise<FamilySeries> {
  return readFamilies(families, (family) => reader.samples(family, { ...reading, isWide: true }));
}
