import { type MachineType, readMachineType } from "./machine-type.ts";
import type { CloudPrices, RegionPrices } from "./price-list.ts";

/** A price that was worked out from others of the list. */
export interface EstimatedPrice {
  readonly pico: bigint;
  /** The family whose prices in both regions gave the ratio, such as `m7i`. */
  readonly sibling: string;
  /** False where the sibling differs in disks or network, and only the CPU's maker is the same. */
  readonly isClose: boolean;
  /** Day of the base region's price. */
  readonly date: string;
}

/**
 * Estimates the price of a type that its region's list does not have: its price in the base region, times the median
 * ratio of the two regions for its family's other sizes, else for the nearest older family of the same letter and
 * suffix, else of the same letter and CPU maker; else the nearest newer one. Never across CPU makers, whose prices move apart by a third in some regions.
 * Null where the base region has no price either, or no such family is in both regions.
 */
export function estimatePrice(
  prices: CloudPrices,
  region: RegionPrices,
  type: string,
): EstimatedPrice | null {
  const known = prices.base.types.get(type.toLowerCase());
  const machine = readMachineType(prices.cloud, type);
  if (!known || !machine) return null;

  const sibling = nearestSibling(machine, familiesIn(prices, region));
  if (!sibling) return null;
  const { part, whole } = medianRatio(sibling.ratios);
  return {
    pico: roundedDivision(known.pico * part, whole),
    sibling: sibling.machine.name,
    isClose: sibling.machine.line === machine.line,
    date: known.origin.date,
  };
}

/** A ratio of two prices, kept as both. */
interface Ratio {
  readonly part: bigint;
  readonly whole: bigint;
}

interface Sibling {
  readonly machine: MachineType;
  readonly ratios: Ratio[];
}

/** The families that both regions price, with the ratio of the two for each of their types. */
function familiesIn({ cloud, base }: CloudPrices, region: RegionPrices): Map<string, Sibling> {
  const families = new Map<string, Sibling>();
  for (const [type, { pico }] of region.types) {
    const whole = base.types.get(type)?.pico;
    const machine = readMachineType(cloud, type);
    if (whole === undefined || whole === 0n || !machine) continue;
    const family = families.get(machine.name) ?? { machine, ratios: [] };
    family.ratios.push({ part: pico, whole });
    families.set(machine.name, family);
  }
  return families;
}

/** How far a family is from another, as ranks: itself, its line, older before newer, the nearest generation. */
function nearestSibling(machine: MachineType, families: ReadonlyMap<string, Sibling>): Sibling | undefined {
  const distance = ({ machine: other }: Sibling): number => {
    const age = machine.generation - other.generation;
    return (other.line === machine.line ? 0 : 1_000) + (age < 0 ? 500 - age : age);
  };
  return [...families.values()]
    .filter(({ machine: other }) => other.class === machine.class && other.maker === machine.maker)
    .toSorted((a, b) => distance(a) - distance(b) || a.machine.name.localeCompare(b.machine.name))[0];
}

function medianRatio(ratios: readonly Ratio[]): Ratio {
  const sorted = ratios.toSorted((a, b) => compare(a.part * b.whole, b.part * a.whole));
  return sorted[(sorted.length - 1) >> 1] ?? { part: 1n, whole: 1n };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

function roundedDivision(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
