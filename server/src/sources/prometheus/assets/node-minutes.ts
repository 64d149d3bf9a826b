import type { Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import { BYTES_PER_GIB, isSize, MOST_CORES } from "../../../domain/units.ts";
import type { NodeSpan, PerMinute, ReportedNodePrice } from "../../../domain/observation.ts";
import { type AgreedPrice, agreedPrice, devicesInTotal } from "../../../domain/prices/agreed-price.ts";
import { isUnknownAccelerator } from "../accelerators/accelerator-resources.ts";
import { deviceReader, type DeviceSources } from "../accelerators/device-reader.ts";
import { canBeOfferedAs, type NodeDevices, recounted } from "../accelerators/node-devices.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { labelOf, nearestValue, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import { nodePriceReader } from "./read-prices.ts";

type Samples = Pick<Series, "times" | "values">;

/** Whose minutes these are, and what is known of the node beside its own series. */
export interface MinuteContext {
  readonly name: string;
  readonly hour: Instant;
  readonly findings: FindingBook;
  readonly devices: DeviceSources;
  /** Whether its capacity is a limit: then its parts do not come to what it costs. */
  readonly isVirtual: boolean;
}

/** What a node had and cost in a minute. */
export interface NodeMinute {
  readonly facts: Omit<NodeSpan, "fromMinute" | "identity">;
  readonly devices: NodeDevices;
  /** Null where the source says nothing of a price. */
  readonly agreed: AgreedPrice | null;
}

/** Samples of a node's cores and bytes of memory. */
export interface SizeSamples {
  readonly cores: Samples;
  readonly bytes: Samples;
}

/** Reads what a node had and cost by the moment, with counts and prices brought to agree. */
export function minuteReader(
  node: FamilySeries,
  { cores, bytes }: SizeSamples,
  context: MinuteContext,
): (instant: Instant) => NodeMinute {
  const offered = deviceReader(node, context.devices, context.hour);
  const readPrice = nodePriceReader(node, context);
  return (instant) => {
    const [cpuCores, ramBytes] = [nearestValue(cores, instant), nearestValue(bytes, instant)];
    const price = readPrice(instant);
    const size = { cpuCores, ramGib: ramBytes / BYTES_PER_GIB };
    const isMachine = !context.isVirtual && isSize(cpuCores, MOST_CORES);
    const devices = price && isMachine ? countedByTotal(offered(instant), price, size) : offered(instant);
    const gpus = devices.count;
    const agreed = price && isMachine ? agreedPrice(price, { ...size, gpus }) : null;
    return { facts: { cpuCores, ramBytes, gpus, price: agreed?.price ?? price }, devices, agreed };
  };
}

/** How much of a device a unit of each resource is, by the minute; empty where the node offers none. */
export function deviceWorth(
  node: FamilySeries,
  sizes: SizeSamples,
  context: MinuteContext,
): ReadonlyMap<string, PerMinute> {
  const readMinute = minuteReader(node, sizes, context);
  const minutes = minuteMiddles(context.hour).map((middle) => readMinute(middle).devices.worth);
  const resources = new Set(minutes.flatMap((worth) => [...worth.keys()]));
  return new Map(
    [...resources].map((resource) => [resource, filled(minutes.map((worth) => worth.get(resource)))]),
  );
}

/** Minutes in which a resource is not offered, such as while a GPU is cut anew, take the nearest one's value. */
function filled(values: readonly (number | undefined)[]): PerMinute {
  const known = values.flatMap((value, minute) => (value === undefined ? [] : [{ value, minute }]));
  return Float64Array.from(values, (_, minute) => {
    const [nearest] = known.toSorted((a, b) => Math.abs(a.minute - minute) - Math.abs(b.minute - minute));
    return nearest?.value ?? 0;
  });
}

/** Resources of a node that may be accelerators, and that nobody knows. */
export function unknownResources(node: FamilySeries): string[] {
  const resources = new Set(node.of(ASSETS.nodeCapacity).map((each) => labelOf(each, "resource")));
  return [...resources].filter(isUnknownAccelerator);
}

/** Where nobody counts devices that may be offered many times, the total tells how many it pays for. */
function countedByTotal(
  devices: NodeDevices,
  price: ReportedNodePrice,
  size: { readonly cpuCores: number; readonly ramGib: number },
): NodeDevices {
  if (devices.basis !== "offered" || !devices.isShareable) return devices;

  const paid = devicesInTotal(price, size);
  const isFewer = paid !== null && paid < devices.count && canBeOfferedAs(paid, devices.offered);
  return isFewer ? recounted(devices, paid) : devices;
}
