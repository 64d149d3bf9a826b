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

/** A type's price in a region and in the base region, kept as both. */
interface Ratio {
  readonly type: string;
  readonly part: bigint;
  readonly whole: bigint;
}

interface Family {
  readonly machine: MachineType;
  readonly ratios: Ratio[];
}

/**
 * Estimates a type's price in a region from its price in the base region, times the median ratio of the two regions
 * for its family's other sizes, else for the nearest older family of the same letter and suffix, else of the same letter
 * and CPU maker; else the nearest newer one. Never across CPU makers, whose prices move apart by a third in some regions.
 */
export class RegionEstimates {
  readonly #prices: CloudPrices;
  /** The families that both regions price, by what siblings share. */
  readonly #families = new Map<string, Family[]>();

  constructor(prices: CloudPrices, region: RegionPrices) {
    this.#prices = prices;
    for (const [type, { pico }] of region.types) {
      const whole = prices.base.types.get(type)?.pico;
      const machine = readMachineType(prices.cloud, type);
      if (whole !== undefined && machine) this.#family(machine).ratios.push({ type, part: pico, whole });
    }
  }

  /**
   * The estimate for a type, as if the region's list did not have it. Null where the base region has no price either,
   * or no sibling is in both regions.
   */
  estimate(name: string): EstimatedPrice | null {
    const type = name.toLowerCase();
    const known = this.#prices.base.types.get(type);
    const machine = readMachineType(this.#prices.cloud, type);
    if (!known || !machine) return null;
    const sibling = this.#nearest(machine, type);
    if (!sibling) return null;
    const { part, whole } = medianRatio(sibling.ratios);
    return {
      pico: roundedDivision(known.pico * part, whole),
      sibling: sibling.machine.name,
      isClose: sibling.machine.line === machine.line,
      date: known.origin.date,
    };
  }

  #family(machine: MachineType): Family {
    const siblings = this.#families.get(siblingKey(machine)) ?? [];
    this.#families.set(siblingKey(machine), siblings);
    const known = siblings.find(({ machine: { name } }) => name === machine.name);
    if (known) return known;
    const family = { machine, ratios: [] };
    siblings.push(family);
    return family;
  }

  /** The nearest family, without the type itself. */
  #nearest(machine: MachineType, type: string): Family | null {
    const [nearest] = (this.#families.get(siblingKey(machine)) ?? [])
      .map((family) => withoutType(family, type))
      .filter(({ ratios }) => ratios.length > 0)
      .toSorted(
        (a, b) =>
          distance(machine, a.machine) - distance(machine, b.machine) ||
          compare(a.machine.name, b.machine.name),
      );
    return nearest ?? null;
  }
}

function siblingKey({ class: kind, maker }: MachineType): string {
  return `${kind} ${maker}`;
}

function withoutType(family: Family, type: string): Family {
  return family.ratios.some((ratio) => ratio.type === type)
    ? { ...family, ratios: family.ratios.filter((ratio) => ratio.type !== type) }
    : family;
}

/** How far a family is from another: itself, its line, older before newer, the nearest generation. */
function distance(machine: MachineType, other: MachineType): number {
  const age = machine.generation - other.generation;
  return (other.line === machine.line ? 0 : 1_000) + (age < 0 ? 500 - age : age);
}

function medianRatio(ratios: readonly Ratio[]): Ratio {
  const sorted = ratios.toSorted((a, b) => compare(a.part * b.whole, b.part * a.whole));
  return sorted[(sorted.length - 1) >> 1] ?? { type: "", part: 1n, whole: 1n };
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : Number(a > b);
}

function roundedDivision(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
