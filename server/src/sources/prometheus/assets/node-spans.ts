import type { Instant } from "@kubecent/shared";
import { isSize, MOST_CORES, MOST_RAM_BYTES } from "../../../domain/machine-limits.ts";
import type { NodeIdentity, NodeSpan, ReportedNodePrice } from "../../../domain/observation.ts";
import { ASSETS } from "../query/families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { isGpuResource } from "../series/gpu-resource.ts";
import { joinSamples, labelOf, nearestValue, type Series } from "../series/series.ts";
import { minuteMiddles } from "../time/minute-grid.ts";

type Read = (instant: Instant) => number;
type SpanFacts = Omit<NodeSpan, "fromMinute">;
type Samples = Pick<Series, "times" | "values">;

/** What a node had and cost by the minute, as spans. */
export interface NodeSizes {
  /** Empty where its cores or memory are not known. */
  readonly spans: readonly NodeSpan[];
  /** More cores or memory than any machine has, all along: a limit and not a size. "" where it is none. */
  readonly limit: string;
  /** What was told and cannot be, or "". */
  readonly ignored: string;
}

/** What a node had, cost and was by the minute; `identities` are one for all minutes or one for each. */
export function nodeSizes(
  node: FamilySeries,
  hour: Instant,
  identities: readonly NodeIdentity[] = [],
): NodeSizes {
  const cores = plausible(joined(coresOf(node)), MOST_CORES);
  const bytes = plausible(joined(memoryOf(node)), MOST_RAM_BYTES);
  const readSpan = spanReader(node, cores.samples, bytes.samples);
  const spans: NodeSpan[] = [];
  let last = "";
  for (const [fromMinute, middle] of minuteMiddles(hour).entries()) {
    const identity = identities.length > 1 ? identities[fromMinute] : undefined;
    const facts = { ...readSpan(middle), ...(identity && { identity }) };
    const text = JSON.stringify(facts);
    if (text !== last) spans.push({ fromMinute, ...facts });
    last = text;
  }
  const isKnown = spans.every((span) => !Number.isNaN(span.cpuCores) && !Number.isNaN(span.ramBytes));
  const limits = [
    cores.isLimit ? `${cores.samples.values[0] ?? 0} cores` : "",
    bytes.isLimit ? `${bytes.samples.values[0] ?? 0} B` : "",
  ];
  return {
    spans: isKnown ? spans : [],
    limit: limits.filter((text) => text !== "").join(", "),
    ignored: [...cores.ignored.map((n) => `${n} cores`), ...bytes.ignored.map((n) => `${n} B`)]
      .slice(0, 2)
      .join(", "),
  };
}

interface PlausibleSamples {
  readonly samples: Samples;
  readonly isLimit: boolean;
  readonly ignored: readonly number[];
}

/** Only what can be a size; what is beyond `most` in all samples is a limit, and stays. */
function plausible(samples: Samples, most: number): PlausibleSamples {
  const values = [...samples.values];
  if (values.every((value) => isSize(value, most))) return { samples, isLimit: false, ignored: [] };

  const isAnySize = values.some((value) => isSize(value, most));
  const isKept = (value: number): boolean => (isAnySize ? isSize(value, most) : value > most);
  const kept = values.flatMap((value, index) => (isKept(value) ? [index] : []));
  return {
    samples: {
      times: Float64Array.from(kept, (index) => samples.times[index] ?? 0),
      values: Float64Array.from(kept, (index) => values[index] ?? 0),
    },
    isLimit: !isAnySize && kept.length > 0,
    ignored: values.filter((value) => !isKept(value)),
  };
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

function spanReader(node: FamilySeries, cores: Samples, bytes: Samples): (instant: Instant) => SpanFacts {
  const gpu = gpuReader(node);
  const price = priceReader(node);
  return (instant) => ({
    cpuCores: nearestValue(cores, instant),
    ramBytes: nearestValue(bytes, instant),
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

function joined(copies: readonly Series[]): Samples {
  return copies.length > 0 ? joinSamples(copies) : { times: new Float64Array(), values: new Float64Array() };
}

/** Reads the value nearest in time; NaN where there is none. */
function reader(copies: readonly Series[]): Read {
  if (copies.length === 0) return () => Number.NaN;

  const samples = joinSamples(copies);
  return (instant) => nearestValue(samples, instant);
}
