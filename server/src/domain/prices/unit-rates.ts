import { BYTES_PER_GIB, NANO } from "../units.ts";
import type { PriceParts } from "./list/split-price.ts";

/** How much a node has of each part. */
export interface NodeSize {
  readonly cpuCores: number;
  readonly ramBytes: number;
  readonly gpus: number;
}

/** What an hour of a core, a GiB and a GPU costs, in pico-units. */
export interface UnitRates {
  readonly cpu: bigint;
  readonly ram: bigint;
  readonly gpu: bigint;
}

/**
 * Brings a node's parts to what it has of each, so that all of it together costs the sum of the parts, to the pico that each unit is
 * rounded to. Null where a part has a price and the node nothing of it.
 */
export function unitRates({ cpuCores, ramBytes, gpus }: NodeSize, parts: PriceParts): UnitRates | null {
  const cpu = perUnit(parts.cpuPico, BigInt(NANO), nano(cpuCores));
  const ram = perUnit(parts.ramPico, BigInt(BYTES_PER_GIB), BigInt(Math.round(ramBytes)));
  const gpu = perUnit(parts.gpuPico, BigInt(NANO), nano(gpus));
  return cpu === null || ram === null || gpu === null ? null : { cpu, ram, gpu };
}

function nano(quantity: number): bigint {
  return BigInt(Math.round(quantity * NANO));
}

/** Rounded to the nearest pico. */
function perUnit(pico: bigint, unit: bigint, quantity: bigint): bigint | null {
  if (pico === 0n) return 0n;
  return quantity <= 0n ? null : (2n * pico * unit + quantity) / (2n * quantity);
}
