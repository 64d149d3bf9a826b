import { type ListedCloud, type MachineType, readMachineType } from "./machine-type.ts";
import type { CloudPrices, HostRates, ListedType, RegionPrices } from "./price-list.ts";

/** A machine's price by part, in pico-units: they add up to it. */
export interface PriceParts {
  readonly cpuPico: bigint;
  readonly ramPico: bigint;
  readonly gpuPico: bigint;
}

/** What a core is worth in GiB of memory where nothing better is known: 8.8, the ratio of most published pairs. */
const USUAL_WEIGHTS: HostRates = { cpuNano: 88n, ramNano: 10n };
const MIB_PER_GIB = 1024n;
const PICO_PER_NANO = 1_000n;
/** Machines with GPUs have hosts of these generations at least, whatever their own number. */
const OLDEST_GPU_HOST = 5;

/** What Google's machines with GPUs are priced like, as far as their cores and memory go. */
const GCP_GPU_HOST = "n1";

/**
 * Hosts of one group have one price for a core and one for a GiB in a region: one CPU maker and generation, such as
 * `amd-5`; at Google, which prices each family on its own, a family, such as `n2d`.
 */
export function hostGroup(cloud: ListedCloud, machine: MachineType): string {
  return cloud === "gcp" ? familyOf(machine) : `${machine.maker}-${machine.generation}`;
}

function familyOf({ name }: MachineType): string {
  return name.slice(0, name.indexOf("-"));
}

/**
 * Splits a machine's price: without GPUs in the ratio of what its cores and memory cost by the rates of its CPU maker,
 * generation and region; with GPUs these get what the host leaves, nothing at the least.
 */
export function splitPrice(pico: bigint, type: ListedType, rates: HostRates | null): PriceParts {
  const { cpuNano, ramNano } = rates ?? USUAL_WEIGHTS;
  const cpuWeight = BigInt(Math.round(type.cpuCores * 1_000)) * cpuNano * MIB_PER_GIB;
  const ramWeight = BigInt(type.ramMib) * ramNano * 1_000n;
  const host = type.gpus > 0 && rates ? hostPico(cpuWeight + ramWeight, pico) : pico;
  const weights = cpuWeight + ramWeight;
  const cpuPico = weights === 0n ? host : (host * cpuWeight) / weights;
  return { cpuPico, ramPico: host - cpuPico, gpuPico: pico - host };
}

/** Splits a price in the proportion of some parts, to the pico; null where these are worth nothing. */
export function inProportion(pico: bigint, { cpuPico, ramPico, gpuPico }: PriceParts): PriceParts | null {
  const whole = cpuPico + ramPico + gpuPico;
  if (whole <= 0n) return null;
  // As running totals: what is rounded down of one part goes to the next, and nothing is left over.
  const cpu = (pico * cpuPico) / whole;
  const host = (pico * (cpuPico + ramPico)) / whole;
  return { cpuPico: cpu, ramPico: host - cpu, gpuPico: pico - host };
}

/** What the host of a machine with GPUs costs by its rates, at most the whole price. */
function hostPico(weights: bigint, pico: bigint): bigint {
  const host = (weights * PICO_PER_NANO) / (1_000n * MIB_PER_GIB);
  return host < pico ? host : pico;
}

/**
 * The rates of a type's host in a region: of its own group, else of its CPU maker's nearest older generation, else the
 * nearest newer one; null where the list has none of that maker there.
 */
export function hostRates(prices: CloudPrices, region: RegionPrices, type: ListedType): HostRates | null {
  const machine = readMachineType(prices.cloud, type.name);
  if (!machine) return null;
  return prices.cloud === "gcp"
    ? (region.hosts.get(hostGroup("gcp", machine)) ?? region.hosts.get(GCP_GPU_HOST) ?? null)
    : nearestHost(machine, type, region.hosts);
}

function nearestHost(
  machine: MachineType,
  { gpus }: ListedType,
  hosts: ReadonlyMap<string, HostRates>,
): HostRates | null {
  const wanted = gpus > 0 ? Math.max(machine.generation, OLDEST_GPU_HOST) : machine.generation;
  const distance = (generation: number): number =>
    generation > wanted ? 500 + generation - wanted : wanted - generation;
  const [nearest] = [...hosts]
    .flatMap(([group, rates]) => {
      const [maker, generation] = group.split("-");
      return maker === machine.maker ? [{ rates, distance: distance(Number(generation)) }] : [];
    })
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.rates ?? null;
}
