import type { Instant } from "@kubecent/shared";
import type { NodeSpan, ReportedNodePrice } from "../../../domain/observation.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { isGpuResource } from "../series/gpu-resource.ts";
import { joinSamples, labelOf, nearestValue, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";

type Read = (instant: Instant) => number;
type SpanFacts = Omit<NodeSpan, "fromMinute">;

/** What a node had and cost by the minute, as spans; empty where its cores or memory are not known. */
export function nodeSpans(node: FamilySeries, hour: Instant): NodeSpan[] {
  const readSpan = spanReader(node);
  const spans: NodeSpan[] = [];
  let last = "";
  for (const [fromMinute, middle] of minuteMiddles(hour).entries()) {
    const facts = readSpan(middle);
    if (Number.isNaN(facts.cpuCores) || Number.isNaN(facts.ramBytes)) return [];

    const text = JSON.stringify(facts);
    if (text !== last) spans.push({ fromMinute, ...facts });
    last = text;
  }
  return spans;
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

function spanReader(node: FamilySeries): (instant: Instant) => SpanFacts {
  const cpu = reader(coresOf(node));
  const ram = reader(memoryOf(node));
  const gpu = gpuReader(node);
  const price = priceReader(node);
  return (instant) => ({
    cpuCores: cpu(instant),
    ramBytes: ram(instant),
    gpus: gpu(instant),
    price: price(instant),
  });
}

function coresOf(node: FamilySeries): readonly Series[] {
  const cores = node.of(ASSETS.nodeCapacity).filter((each) => labelOf(each, "resource") === "cpu");
  return cores.length > 0 ? cores : node.of(ASSETS.oldNodeCores);
}

function memoryOf(node: FamilySeries): readonly Series[] {
  const bytes = node.of(ASSETS.nodeCapacity).filter((each) => labelOf(each, "resource") === "memory");
  return bytes.length > 0 ? bytes : node.of(ASSETS.oldNodeBytes);
}

/** The exporter may count a GPU on every node; it is asked only where the node's own capacity is unknown. */
function gpuReader(node: FamilySeries): Read {
  const capacity = node.of(ASSETS.nodeCapacity);
  const counted = node.of(ASSETS.nodeGpus);
  if (capacity.length === 0) return counted.length > 0 ? reader(counted) : () => 0;

  const gpus = capacity.filter((each) => isGpuResource(labelOf(each, "resource")));
  const byResource = Map.groupBy(gpus, (each) => labelOf(each, "resource"));
  const readers = [...byResource.values()].map((copies) => reader(copies));
  return (instant) => readers.reduce((sum, read) => sum + read(instant), 0);
}

function priceReader(node: FamilySeries): (instant: Instant) => ReportedNodePrice | null {
  const readers = [
    ["perCpuCoreHour", reader(node.of(ASSETS.nodeCpuPrice))],
    ["perRamGibHour", reader(node.of(ASSETS.nodeRamPrice))],
    ["perGpuHour", reader(node.of(ASSETS.nodeGpuPrice))],
    ["perNodeHour", reader(node.of(ASSETS.nodePrice))],
  ] as const;
  return (instant) => {
    const prices = readers
      .map(([part, read]) => [part, read(instant)] as const)
      .filter(([, price]) => price >= 0);
    return prices.length > 0 ? Object.fromEntries(prices) : null;
  };
}

/** Reads the value nearest in time; NaN where there is none. */
function reader(copies: readonly Series[]): Read {
  if (copies.length === 0) return () => Number.NaN;

  const samples = joinSamples(copies);
  return (instant) => nearestValue(samples, instant);
}
