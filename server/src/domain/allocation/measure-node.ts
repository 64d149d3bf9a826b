import {
  MINUTES_PER_HOUR,
  type NodeObservation,
  type NodeSpan,
  type ReportedNodePrice,
} from "../observation.ts";
import { priceAsKept, reportedAsKept } from "../prices/reported.ts";
import { BYTES_PER_GIB, hoursOf, NANO, toNano } from "../units.ts";
import { type ContainerQuantities, containerQuantities, type MinuteRange } from "./container-quantities.ts";
import { containerRow, type PodContainer } from "./cost-rows.ts";
import { fitCapacity, type FittedQuantities } from "./fit-capacity.ts";
import type { CostRow, MeasuredNode, Parts } from "./measured-hour.ts";
import { hasAny, type Measures, noMeasures } from "./measures.ts";

const PARTS = ["cpu", "ram", "gpu"] as const satisfies readonly (keyof Parts)[];

interface MeasuredSpans {
  readonly nodes: readonly MeasuredNode[];
  readonly rows: readonly CostRow[];
}

/** What a node had and what its containers took of it, for each stretch of one size and price. */
export function measureNode(
  node: NodeObservation,
  containers: readonly PodContainer[],
  described = true,
): MeasuredSpans {
  const spans = node.spans.map((span, index) => {
    const range = { from: span.fromMinute, to: node.spans[index + 1]?.fromMinute ?? MINUTES_PER_HOUR };
    return measureSpan({ node, span, index, range, described }, containers);
  });
  return { nodes: spans.map((span) => span.node), rows: spans.flatMap((span) => span.rows) };
}

interface NodeStretch {
  readonly node: NodeObservation;
  readonly span: NodeSpan;
  readonly index: number;
  readonly range: MinuteRange;
  readonly described: boolean;
}

function measureSpan(
  stretch: NodeStretch,
  containers: readonly PodContainer[],
): { node: MeasuredNode; rows: CostRow[] } {
  const { node, span, index, range } = stretch;
  const taken = containers.map(({ container }) => containerQuantities(container, range));
  const seenHours =
    node.billing === "pods"
      ? takenHours(taken)
      : capacityHours(span, hoursOf(node.seenMinutes, range.from, range.to));
  const of = (pick: (quantities: ContainerQuantities) => bigint): bigint[] => taken.map(pick);
  const [requestedCpu, usedCpu] = [of((each) => each.cpuRequest), of((each) => each.cpuUsage)];
  const [requestedRam, usedRam] = [of((each) => each.ramRequest), of((each) => each.ramUsage)];
  const fitted = {
    cpu: fitCapacity(
      of((each) => each.cpu),
      seenHours.cpu,
      { requested: requestedCpu, used: usedCpu },
    ),
    ram: fitCapacity(
      of((each) => each.ram),
      seenHours.ram,
      { requested: requestedRam, used: usedRam },
    ),
    gpu: fitCapacity(
      of((each) => each.gpu),
      seenHours.gpu,
    ),
  };
  const scaled = PARTS.some((part) => fitted[part].scaled);
  const rows = containers.map((each, place) => {
    const quantities = taken[place];
    const measures = quantities ? takenMeasures(quantities, fitted, place) : noMeasures();
    const wasCut = PARTS.some(
      (part) => fitted[part].scaled && (fitted[part].quantities[place] ?? 0n) < (quantities?.[part] ?? 0n),
    );
    return { ...containerRow(each, measures, wasCut), span: index };
  });
  return {
    node: measuredNode(stretch, seenHours, scaled),
    rows: rows.filter((row) => hasAny(row.measures)),
  };
}

function measuredNode(
  { node, span, index, range, described }: NodeStretch,
  seenHours: Parts,
  overcommitted: boolean,
): MeasuredNode {
  const { name, billing } = node;
  const { providerId, instanceType, region, zone, pool, capacityType, told, labels } = span.identity ?? node;
  const identity = { providerId, instanceType, region, zone, pool, capacityType, told, labels };
  const common = { name, ...identity, described, billing };
  const place = { overcommitted, span: index, fromMinute: range.from, seenHours };
  if (billing === "pods") {
    const size = sizeOf(seenHours, (range.to - range.from) / MINUTES_PER_HOUR);
    const reported = reportedAsKept(priceByPart(span.price));
    return { ...common, ...place, ...size, reported, unobservedHours: { cpu: 0n, ram: 0n, gpu: 0n } };
  }
  const { cpuCores, ramBytes, gpus, price } = span;
  const karpenterPerHour = priceAsKept(span.karpenterPerHour);
  const unobservedHours = capacityHours(span, hoursOf(node.unobservedMinutes, range.from, range.to));
  return {
    ...common,
    ...place,
    cpuCores,
    ramBytes,
    gpus,
    reported: reportedAsKept(price),
    ...(karpenterPerHour !== null && { karpenterPerHour }),
    unobservedHours,
  };
}

/** What pods took is all that there is of a node that is billed by them. */
function takenHours(taken: readonly ContainerQuantities[]): Parts {
  const sum = (part: keyof Parts): bigint => taken.reduce((total, each) => total + each[part], 0n);
  return { cpu: sum("cpu"), ram: sum("ram"), gpu: sum("gpu") };
}

function sizeOf({ cpu, ram, gpu }: Parts, hours: number): Pick<NodeSpan, "cpuCores" | "ramBytes" | "gpus"> {
  const average = (nanoHours: bigint): number => Number(nanoHours) / NANO / hours;
  return { cpuCores: average(cpu), ramBytes: average(ram) * BYTES_PER_GIB, gpus: average(gpu) };
}

/** A price for the whole of a virtual node is one for its capacity, which nobody pays. */
function priceByPart(price: ReportedNodePrice | null): ReportedNodePrice | null {
  if (price?.perNodeHour === undefined) return price;

  const { perNodeHour: _, ...parts } = price;
  return Object.keys(parts).length > 0 ? parts : null;
}

function capacityHours({ cpuCores, ramBytes, gpus }: NodeSpan, hours: number): Parts {
  return {
    cpu: toNano(cpuCores * hours),
    ram: toNano((ramBytes / BYTES_PER_GIB) * hours),
    gpu: toNano(gpus * hours),
  };
}

function takenMeasures(
  taken: ContainerQuantities,
  fitted: Readonly<Record<keyof Parts, FittedQuantities>>,
  place: number,
): Measures {
  return {
    ...noMeasures(),
    cpuNanoCoreHours: fitted.cpu.quantities[place] ?? 0n,
    cpuRequestNanoCoreHours: taken.cpuRequest,
    cpuUsageNanoCoreHours: taken.cpuUsage,
    ramNanoGibHours: fitted.ram.quantities[place] ?? 0n,
    ramRequestNanoGibHours: taken.ramRequest,
    ramUsageNanoGibHours: taken.ramUsage,
    gpuNanoHours: fitted.gpu.quantities[place] ?? 0n,
    ranSeconds: taken.ranSeconds,
    cpuSeenSeconds: taken.cpuSeenSeconds,
    ramSeenSeconds: taken.ramSeenSeconds,
  };
}
