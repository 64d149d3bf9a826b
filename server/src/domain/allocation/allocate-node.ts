import type { PriceSource } from "@kubecent/shared";
import { MINUTES_PER_HOUR, type NodeObservation, type NodeSpan } from "../observation.ts";
import { nodeRates, type NodeRates } from "../prices/node-rates.ts";
import type { PriceBook } from "../prices/price-book.ts";
import { BYTES_PER_GIB, hoursOf, toNano } from "../units.ts";
import { type AllocatedPart, allocatePart, type NodePart } from "./allocate-part.ts";
import { type ContainerQuantities, containerQuantities, type MinuteRange } from "./container-quantities.ts";
import { containerRow, type PodContainer } from "./cost-rows.ts";
import type { CostRow, NodeCosts, Parts } from "./hour-costs.ts";
import { addMeasures, type Measures, noMeasures } from "./measures.ts";

export interface AllocatedNode {
  readonly costs: NodeCosts;
  readonly rows: readonly CostRow[];
}

/** Bills a node's containers at the node's own rates, and what was free of it as idle. */
export function allocateNode(
  node: NodeObservation,
  containers: readonly PodContainer[],
  book: PriceBook,
): AllocatedNode {
  const spans = spanRanges(node).map((range) => allocateSpan(node, range, containers, book));
  const rows = containers.map((each, index) => {
    const measures = noMeasures();
    for (const span of spans) addMeasures(measures, span.measures[index] ?? noMeasures());
    return containerRow(
      each,
      measures,
      spans.some((span) => span.scaled),
    );
  });
  return { costs: nodeCosts(node, spans), rows };
}

interface SpanRange extends MinuteRange {
  readonly span: NodeSpan;
}

function spanRanges(node: NodeObservation): SpanRange[] {
  return node.spans.map((span, index) => ({
    span,
    from: span.fromMinute,
    to: node.spans[index + 1]?.fromMinute ?? MINUTES_PER_HOUR,
  }));
}

interface AllocatedSpan {
  readonly measures: readonly Measures[];
  readonly scaled: boolean;
  readonly source: PriceSource;
  readonly capacity: Parts;
  readonly cpu: AllocatedPart;
  readonly ram: AllocatedPart;
  readonly gpu: AllocatedPart;
}

function allocateSpan(
  node: NodeObservation,
  range: SpanRange,
  containers: readonly PodContainer[],
  book: PriceBook,
): AllocatedSpan {
  const rates = nodeRates(range.span, node.spot, book);
  const parts = nodeParts(node, range, rates);
  const taken = containers.map(({ container }) => containerQuantities(container, range));
  const cpu = allocatePart(
    parts.cpu,
    taken.map((quantities) => quantities.cpu),
  );
  const ram = allocatePart(
    parts.ram,
    taken.map((quantities) => quantities.ram),
  );
  const gpu = allocatePart(
    parts.gpu,
    taken.map((quantities) => quantities.gpu),
  );
  return {
    measures: taken.map((quantities, index) => spanMeasures(quantities, { cpu, ram, gpu }, index, rates)),
    scaled: cpu.scaled || ram.scaled || gpu.scaled,
    source: rates.source,
    capacity: {
      cpu: parts.cpu.seen + parts.cpu.unobserved,
      ram: parts.ram.seen + parts.ram.unobserved,
      gpu: parts.gpu.seen + parts.gpu.unobserved,
    },
    cpu,
    ram,
    gpu,
  };
}

type PartsOf<Value> = { readonly cpu: Value; readonly ram: Value; readonly gpu: Value };

function nodeParts(
  node: NodeObservation,
  { span, from, to }: SpanRange,
  rates: NodeRates,
): PartsOf<NodePart> {
  const seenHours = hoursOf(node.seenMinutes, from, to);
  const unobservedHours = hoursOf(node.unobservedMinutes, from, to);
  const part = (capacity: number, pricePico: bigint): NodePart => ({
    seen: toNano(capacity * seenHours),
    unobserved: toNano(capacity * unobservedHours),
    pricePico,
  });
  return {
    cpu: part(span.cpuCores, rates.perCpuCorePico),
    ram: part(span.ramBytes / BYTES_PER_GIB, rates.perRamGibPico),
    gpu: part(span.gpus, rates.perGpuPico),
  };
}

function spanMeasures(
  taken: ContainerQuantities,
  parts: PartsOf<AllocatedPart>,
  index: number,
  rates: NodeRates,
): Measures {
  const cpuNano = parts.cpu.costs[index] ?? 0n;
  const ramNano = parts.ram.costs[index] ?? 0n;
  const gpuNano = parts.gpu.costs[index] ?? 0n;
  const pricedBy = (source: PriceSource): bigint =>
    (rates.source === source ? cpuNano + ramNano : 0n) + (rates.gpuSource === source ? gpuNano : 0n);
  return {
    ...noMeasures(),
    cpuNano,
    ramNano,
    gpuNano,
    customNano: pricedBy("custom"),
    defaultNano: pricedBy("default"),
    cpuNanoCoreHours: parts.cpu.quantities[index] ?? 0n,
    cpuRequestNanoCoreHours: taken.cpuRequest,
    cpuUsageNanoCoreHours: taken.cpuUsage,
    ramNanoGibHours: parts.ram.quantities[index] ?? 0n,
    ramRequestNanoGibHours: taken.ramRequest,
    ramUsageNanoGibHours: taken.ramUsage,
    gpuNanoHours: parts.gpu.quantities[index] ?? 0n,
    ranSeconds: taken.ranSeconds,
  };
}

function nodeCosts(node: NodeObservation, spans: readonly AllocatedSpan[]): NodeCosts {
  const sum = (pick: (part: AllocatedPart) => bigint): Parts => ({
    cpu: spans.reduce((total, span) => total + pick(span.cpu), 0n),
    ram: spans.reduce((total, span) => total + pick(span.ram), 0n),
    gpu: spans.reduce((total, span) => total + pick(span.gpu), 0n),
  });
  return {
    name: node.name,
    providerId: node.providerId,
    instanceType: node.instanceType,
    region: node.region,
    pool: node.pool,
    spot: node.spot,
    described: true,
    overcommitted: spans.some((span) => span.scaled),
    priceSource: spans[0]?.source ?? "default",
    capacity: {
      cpu: spans.reduce((total, span) => total + span.capacity.cpu, 0n),
      ram: spans.reduce((total, span) => total + span.capacity.ram, 0n),
      gpu: spans.reduce((total, span) => total + span.capacity.gpu, 0n),
    },
    asset: sum((part) => part.assetNano),
    allocated: sum((part) => part.allocatedNano),
    idle: sum((part) => part.idleNano),
    unobserved: sum((part) => part.unobservedNano),
  };
}
