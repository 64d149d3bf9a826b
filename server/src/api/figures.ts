import { type CostFigures, formatNano, type PriceSourceShares, type UsageFigures } from "@kubecent/shared";
import { type Measures, totalNano } from "../domain/allocation/measures.ts";
import type { CostSums } from "../store/queries/pages/cost-page.ts";

const NANO = 1e9;
const SHARE_STEPS = 1_000_000n;

/** Writes sums as a row's figures: money as decimal strings, quantities in hours. */
export function costFigures(sums: CostSums): CostFigures {
  return {
    cpuCost: formatNano(sums.cpuNano),
    ramCost: formatNano(sums.ramNano),
    gpuCost: formatNano(sums.gpuNano),
    volumeCost: formatNano(sums.volumeNano),
    networkCost: formatNano(sums.networkNano),
    loadBalancerCost: formatNano(sums.loadBalancerNano),
    sharedCost: formatNano(sums.sharedNano),
    idleCost: formatNano(sums.idleNano),
    totalCost: formatNano(grandTotalNano(sums)),
    ...quantities(sums),
    ...efficiencies(sums),
  };
}

/** All money of a row, in nano-units. */
export function grandTotalNano(sums: CostSums): bigint {
  return totalNano(sums) + sums.sharedNano + sums.idleNano;
}

/** Writes sums as what was billed, requested and used, without money. */
export function usageFigures(sums: Measures): UsageFigures {
  const { volumeGibHours: _volume, ...used } = quantities(sums);
  const { cpuEfficiency, ramEfficiency } = efficiencies(sums);
  return { ...used, cpuEfficiency, ramEfficiency };
}

/** Nano-hours as hours. */
export function hours(nanoHours: bigint): number {
  return Number(nanoHours) / NANO;
}

/** The shares of a total that each source of prices made; sources without one are left out. */
export function priceSourceShares(totals: CostSums): PriceSourceShares {
  return sharesOf(grandTotalNano(totals), totals);
}

/** The shares of `total` that custom and default prices made, and the exporter's, which is the rest. */
export function sharesOf(
  total: bigint,
  { customNano, defaultNano }: Pick<CostSums, "customNano" | "defaultNano">,
): PriceSourceShares {
  if (total <= 0n) return {};

  const custom = shareSteps(customNano, total);
  const byDefault = shareSteps(defaultNano, total);
  const steps = { custom, exporter: SHARE_STEPS - custom - byDefault, default: byDefault };
  const shares = Object.entries(steps).map(
    ([source, part]) => [source, Number(part) / Number(SHARE_STEPS)] as const,
  );
  return Object.fromEntries(shares.filter(([, share]) => share > 0));
}

/** A share in millionths, rounded to the nearest; the exporter's is what is left, so that all add up to 1. */
function shareSteps(part: bigint, total: bigint): bigint {
  return (2n * part * SHARE_STEPS + total) / (2n * total);
}

type Quantities = Pick<
  CostFigures,
  | "cpuCoreHours"
  | "cpuRequestCoreHours"
  | "cpuUsageCoreHours"
  | "ramGibHours"
  | "ramRequestGibHours"
  | "ramUsageGibHours"
  | "gpuHours"
  | "volumeGibHours"
>;

function quantities(sums: Measures): Quantities {
  return {
    cpuCoreHours: hours(sums.cpuNanoCoreHours),
    cpuRequestCoreHours: hours(sums.cpuRequestNanoCoreHours),
    cpuUsageCoreHours: hours(sums.cpuUsageNanoCoreHours),
    ramGibHours: hours(sums.ramNanoGibHours),
    ramRequestGibHours: hours(sums.ramRequestNanoGibHours),
    ramUsageGibHours: hours(sums.ramUsageNanoGibHours),
    gpuHours: hours(sums.gpuNanoHours),
    volumeGibHours: hours(sums.volumeNanoGibHours),
  };
}

type Efficiencies = Pick<CostFigures, "cpuEfficiency" | "ramEfficiency" | "efficiency">;

function efficiencies(sums: Measures): Efficiencies {
  const cpu = ratio(sums.cpuUsageNanoCoreHours, sums.cpuRequestNanoCoreHours);
  const ram = ratio(sums.ramUsageNanoGibHours, sums.ramRequestNanoGibHours);
  return { cpuEfficiency: cpu, ramEfficiency: ram, efficiency: weighted(sums, cpu, ram) };
}

function ratio(used: bigint, requested: bigint): number | null {
  return requested > 0n ? Number(used) / Number(requested) : null;
}

/** Both efficiencies by what CPU and memory cost; one alone where nothing was requested of the other. */
function weighted(sums: Measures, cpu: number | null, ram: number | null): number | null {
  if (cpu === null || ram === null) return cpu ?? ram;

  const cpuNano = Number(sums.cpuNano);
  const ramNano = Number(sums.ramNano);
  return cpuNano + ramNano > 0 ? (cpu * cpuNano + ram * ramNano) / (cpuNano + ramNano) : null;
}

const PICO_PLACES = 12;

/** A price in pico-units as a decimal string with all its twelve places. */
export function formatPico(pico: bigint): string {
  const digits = pico.toString().padStart(PICO_PLACES + 1, "0");
  return `${digits.slice(0, -PICO_PLACES)}.${digits.slice(-PICO_PLACES)}`;
}
