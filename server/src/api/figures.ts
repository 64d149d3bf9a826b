import {
  type CostFigures,
  formatNano,
  PRICE_SOURCES,
  type PriceSource,
  type PriceSourceShares,
  type UsageFigures,
} from "@kubecent/shared";
import {
  COUNTED_SOURCES,
  MEASURE_OF_SOURCE,
  type RowMeasures,
  totalNano,
} from "../domain/allocation/measures.ts";
import type { CostSums, RowSums } from "../store/queries/pages/cost-page.ts";

const NANO = 1e9;
const SHARE_STEPS = 1_000_000n;

/** Writes sums as a row's figures: money as decimal strings, quantities in hours. */
export function costFigures(sums: RowSums): CostFigures {
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
export function grandTotalNano(sums: RowSums): bigint {
  return totalNano(sums) + sums.sharedNano + sums.idleNano;
}

/** Writes sums as what was billed, requested and used, without money. */
export function usageFigures(sums: RowMeasures): UsageFigures {
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

type SourceSums = Pick<
  CostSums,
  (typeof MEASURE_OF_SOURCE)[keyof typeof MEASURE_OF_SOURCE] | "cpuNanoCoreHours" | "unpricedNanoCoreHours"
>;

/**
 * The shares of `total` that each source of prices made; the exporter's is the rest. What nobody prices makes no money: its share is
 * one of the core-hours.
 */
export function sharesOf(total: bigint, sums: SourceSums): PriceSourceShares {
  const { cpuNanoCoreHours, unpricedNanoCoreHours: unpriced } = sums;
  const none = unpriced > 0n ? { none: roundedShare(unpriced, cpuNanoCoreHours) } : {};
  return { ...moneyShares(total, sums), ...none };
}

/** Never rounded to nothing. */
function roundedShare(part: bigint, whole: bigint): number {
  const share = Number((part * SHARE_STEPS) / (whole > 0n ? whole : 1n)) / Number(SHARE_STEPS);
  return Math.max(share, 1 / Number(SHARE_STEPS));
}

function moneyShares(total: bigint, sums: SourceSums): PriceSourceShares {
  if (total <= 0n) return {};

  const counted = COUNTED_SOURCES.map((source) => [source, sums[MEASURE_OF_SOURCE[source]]] as const);
  const exporter = counted.reduce((left, [, nano]) => left - nano, total);
  const nanos = new Map<PriceSource, bigint>([...counted, ["exporter", exporter]]);
  // Rounded as running totals, so that the shares add up to one, and a source without a part has none.
  let upTo = 0n;
  const shares = PRICE_SOURCES.map((source) => {
    const before = shareSteps(upTo, total);
    upTo += nanos.get(source) ?? 0n;
    return [source, Number(shareSteps(upTo, total) - before) / Number(SHARE_STEPS)] as const;
  });
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

function quantities(sums: RowMeasures): Quantities {
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

function efficiencies(sums: RowMeasures): Efficiencies {
  const cpu = ratio(sums.cpuUsageNanoCoreHours, sums.cpuRequestNanoCoreHours);
  const ram = ratio(sums.ramUsageNanoGibHours, sums.ramRequestNanoGibHours);
  return { cpuEfficiency: cpu, ramEfficiency: ram, efficiency: weighted(sums, cpu, ram) };
}

function ratio(used: bigint, requested: bigint): number | null {
  return requested > 0n ? Number(used) / Number(requested) : null;
}

/** Both efficiencies by what CPU and memory cost; one alone where nothing was requested of the other. */
function weighted(sums: RowMeasures, cpu: number | null, ram: number | null): number | null {
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
