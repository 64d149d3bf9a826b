import type { Instant } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { NodeSpan, PerMinute, ReportedNodePrice } from "../../../domain/observation.ts";
import { type AgreedPrice, agreedPrice, devicesInTotal } from "../../../domain/prices/agreed-price.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import { isUnknownAccelerator } from "../accelerators/accelerator-resources.ts";
import { deviceReader, type DeviceWitnesses } from "../accelerators/device-reader.ts";
import { canBeOfferedAs, type NodeDevices, recounted } from "../accelerators/node-devices.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { labelOf, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";
import { Doubts } from "./node-doubts.ts";
import { nodePriceReader } from "./node-prices.ts";
import { believableReader } from "./read-prices.ts";

type SpanFacts = Omit<NodeSpan, "fromMinute">;

/** Whose spans these are, and what is known of the node beside its own series. */
export interface SpanContext {
  readonly name: string;
  readonly hour: Instant;
  readonly findings: FindingBook;
  readonly devices: DeviceWitnesses;
}

/** What a node had and cost by the minute, as spans; empty where its cores or memory are not known. */
export function nodeSpans(node: FamilySeries, context: SpanContext): NodeSpan[] {
  const readMinute = minuteReader(node, context);
  const spans: NodeSpan[] = [];
  const doubts = new Doubts(context);
  let last = "";
  for (const [fromMinute, middle] of minuteMiddles(context.hour).entries()) {
    const { facts, devices, agreed } = readMinute(middle);
    if (Number.isNaN(facts.cpuCores) || Number.isNaN(facts.ramBytes)) return [];

    doubts.add(devices, agreed);
    const text = JSON.stringify(facts);
    if (text !== last) spans.push({ fromMinute, ...facts });
    last = text;
  }
  for (const resource of unknownResources(node)) doubts.addUnknown(resource);
  doubts.note();
  return spans;
}

/** How much of a device a unit of each resource is, by the minute; empty where the node offers none. */
export function deviceWorth(node: FamilySeries, context: SpanContext): ReadonlyMap<string, PerMinute> {
  const readMinute = minuteReader(node, context);
  const minutes = minuteMiddles(context.hour).map((middle) => readMinute(middle).devices.worth);
  const resources = new Set(minutes.flatMap((worth) => [...worth.keys()]));
  return new Map(
    [...resources].map((resource) => [
      resource,
      Float64Array.from(minutes, (worth) => worth.get(resource) ?? Number.NaN),
    ]),
  );
}

/** Whether a node's price is known, by part or in total. */
export function hasPrice(node: FamilySeries): boolean {
  const { nodeCpuPrice, nodeRamPrice, nodePrice } = ASSETS;
  const hasParts = node.of(nodeCpuPrice).length > 0 && node.of(nodeRamPrice).length > 0;
  return hasParts || node.of(nodePrice).length > 0;
}

/** Whether a node's cores and memory are known. */
export function hasSize(node: FamilySeries): boolean {
  return coresOf(node).length > 0 && memoryOf(node).length > 0;
}

/** What a node usually has, and what none has. */
const CORES = { code: "node_size_impossible", part: "cores", usual: 8, most: 1e6 } as const;
const MEMORY = { code: "node_size_impossible", part: "bytes", usual: 2 ** 35, most: 2 ** 54 } as const;

interface Minute {
  readonly facts: SpanFacts;
  readonly devices: NodeDevices;
  /** Null where the source says nothing of a price. */
  readonly agreed: AgreedPrice | null;
}

function minuteReader(node: FamilySeries, context: SpanContext): (instant: Instant) => Minute {
  const subject = { kind: "node", name: context.name } as const;
  const cpu = believableReader(coresOf(node), { ...context, ...CORES, subject });
  const ram = believableReader(memoryOf(node), { ...context, ...MEMORY, subject });
  const offered = deviceReader(node, context.devices, context.hour);
  const readPrice = nodePriceReader(node, context);
  return (instant) => {
    const [cpuCores, ramBytes, price] = [cpu(instant), ram(instant), readPrice(instant)];
    const size = { cpuCores, ramGib: ramBytes / BYTES_PER_GIB };
    const devices = price ? countedByTotal(offered(instant), price, size) : offered(instant);
    const gpus = devices.count;
    const agreed = price && agreedPrice(price, { ...size, gpus });
    return { facts: { cpuCores, ramBytes, gpus, price: agreed?.price ?? null }, devices, agreed };
  };
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

function unknownResources(node: FamilySeries): string[] {
  const resources = new Set(node.of(ASSETS.nodeCapacity).map((each) => labelOf(each, "resource")));
  return [...resources].filter(isUnknownAccelerator);
}

function coresOf(node: FamilySeries): readonly Series[] {
  const cores = node.of(ASSETS.nodeCapacity).filter((each) => labelOf(each, "resource") === "cpu");
  return cores.length > 0 ? cores : node.of(ASSETS.oldNodeCores);
}

function memoryOf(node: FamilySeries): readonly Series[] {
  const bytes = node.of(ASSETS.nodeCapacity).filter((each) => labelOf(each, "resource") === "memory");
  return bytes.length > 0 ? bytes : node.of(ASSETS.oldNodeBytes);
}
