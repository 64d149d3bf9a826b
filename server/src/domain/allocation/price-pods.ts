import { splitNano } from "@kubecent/shared";
import type { NodeRates } from "../prices/node-rates.ts";
import { costNano } from "../prices/price.ts";
import { type PodSize, steppedUp } from "../prices/pod-steps.ts";
import { toNano } from "../units.ts";
import type { CostRow } from "./hour-costs.ts";
import type { PricedPart } from "./price-part.ts";

const NANO = 1e9;
const SECONDS_PER_HOUR = 3_600;
/** A container that ran for less than this part of its pod's time ran before the others, not beside them. */
const BRIEF = 0.5;

/**
 * Prices the pods of a node that a price book bills by them: each by what it requests, rounded up to the sizes
 * that the provider sells, for as long as it ran. What the node has does not matter, so nothing is idle.
 */
export function pricePods(rows: readonly CostRow[], rates: NodeRates): { cpu: PricedPart; ram: PricedPart } {
  const cpu = rows.map(() => 0n);
  const ram = rows.map(() => 0n);
  const places = new Map(rows.map((row, place) => [row, place]));
  const pods = Map.groupBy(rows, ({ namespace, pod, podUid }) => `${namespace}/${pod}/${podUid}`);
  for (const containers of pods.values()) {
    const { hours, size } = paidSize(containers, rates);
    const shares = {
      cpu: shared(
        costNano(toNano(size.cpuCores * hours), rates.perCpuCorePico),
        containers,
        "cpuRequestNanoCoreHours",
      ),
      ram: shared(
        costNano(toNano(size.ramGib * hours), rates.perRamGibPico),
        containers,
        "ramRequestNanoGibHours",
      ),
    };
    for (const [index, row] of containers.entries()) {
      const place = places.get(row) ?? 0;
      cpu[place] = shares.cpu[index] ?? 0n;
      ram[place] = shares.ram[index] ?? 0n;
    }
  }
  return { cpu: partOf(cpu), ram: partOf(ram) };
}

/** How long a pod ran, and the size that is paid for it. */
function paidSize(containers: readonly CostRow[], { podSteps }: NodeRates): { hours: number; size: PodSize } {
  const hours = Math.max(...containers.map(hoursOf));
  if (hours === 0) return { hours, size: { cpuCores: 0, ramGib: 0 } };

  const requested = {
    cpuCores: requestOf(containers, hours, "cpuRequestNanoCoreHours"),
    ramGib: requestOf(containers, hours, "ramRequestNanoGibHours"),
  };
  return { hours, size: podSteps ? steppedUp(requested, podSteps) : requested };
}

type Requested = "cpuRequestNanoCoreHours" | "ramRequestNanoGibHours";

/** What a pod requests: its lasting containers together, or an init container that wants more than them. */
function requestOf(containers: readonly CostRow[], hours: number, measure: Requested): number {
  const rate = (row: CostRow): number =>
    hoursOf(row) > 0 ? Number(row.measures[measure]) / NANO / hoursOf(row) : 0;
  const isBrief = (row: CostRow): boolean => hoursOf(row) < hours * BRIEF;
  const lasting = containers.filter((row) => !isBrief(row)).reduce((sum, row) => sum + rate(row), 0);
  return Math.max(lasting, ...containers.filter(isBrief).map(rate));
}

function hoursOf({ measures }: CostRow): number {
  return Number(measures.ranSeconds) / SECONDS_PER_HOUR;
}

/** A pod's money among its containers by their requests; by their time where none requests anything. */
function shared(podNano: bigint, containers: readonly CostRow[], measure: Requested): bigint[] {
  const requests = containers.map((row) => row.measures[measure]);
  const weights = requests.some((each) => each > 0n)
    ? requests
    : containers.map((row) => row.measures.ranSeconds);
  if (weights.every((weight) => weight === 0n)) return weights;
  return splitNano(podNano, weights);
}

function partOf(costs: readonly bigint[]): PricedPart {
  const allocatedNano = costs.reduce((sum, cost) => sum + cost, 0n);
  return { costs, assetNano: allocatedNano, allocatedNano, idleNano: 0n, unobservedNano: 0n };
}
