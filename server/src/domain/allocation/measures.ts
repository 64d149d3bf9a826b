/**
 * Everything that is summed over rows: money in nano-units, quantities in nano-hours, bytes and seconds.
 * All are integers, so that sums do not depend on their order and rollups equal the rows they are made of.
 */
export const MEASURES = [
  "cpuNano",
  "ramNano",
  "gpuNano",
  "volumeNano",
  "networkNano",
  "loadBalancerNano",
  /** Part of the money above that each of these sources of prices made; the rest is the exporter's. */
  "customNano",
  "karpenterNano",
  "listNano",
  "estimateNano",
  "defaultNano",
  /** Part of the core-hours below that nobody prices: there is no money for them above. */
  "unpricedNanoCoreHours",
  /** Billed: the greater of request and usage, minute by minute. */
  "cpuNanoCoreHours",
  "cpuRequestNanoCoreHours",
  "cpuUsageNanoCoreHours",
  "ramNanoGibHours",
  "ramRequestNanoGibHours",
  "ramUsageNanoGibHours",
  "gpuNanoHours",
  "volumeNanoGibHours",
  "loadBalancerNanoHours",
  /** Bytes sent, by how far they went. */
  "networkZoneBytes",
  "networkRegionBytes",
  "networkInternetBytes",
  "ranSeconds",
  /** Part of `ranSeconds` in which somebody measured CPU and RAM usage. */
  "cpuSeenSeconds",
  "ramSeenSeconds",
] as const;
export type Measure = (typeof MEASURES)[number];

export type Measures = { -readonly [measure in Measure]: bigint };

/** The six kinds of money that make a row's total. */
export const MONEY_MEASURES = [
  "cpuNano",
  "ramNano",
  "gpuNano",
  "volumeNano",
  "networkNano",
  "loadBalancerNano",
] as const satisfies readonly Measure[];

/** What an answer tells of each row: its money, and what was billed, requested and used. */
export const ROW_MEASURES = [
  ...MONEY_MEASURES,
  "cpuNanoCoreHours",
  "cpuRequestNanoCoreHours",
  "cpuUsageNanoCoreHours",
  "ramNanoGibHours",
  "ramRequestNanoGibHours",
  "ramUsageNanoGibHours",
  "gpuNanoHours",
  "volumeNanoGibHours",
] as const satisfies readonly Measure[];
export type RowMeasures = Pick<Measures, (typeof ROW_MEASURES)[number]>;

/** The money of each source of prices but the exporter, which has what is left. */
export const MEASURE_OF_SOURCE = {
  custom: "customNano",
  karpenter: "karpenterNano",
  list: "listNano",
  estimate: "estimateNano",
  default: "defaultNano",
} as const satisfies Readonly<Record<string, Measure>>;

/** Measures that most rows have nothing of, and that came later: null in the store, and in no checksum, where they are zero. */
export const SPARSE_MEASURES: readonly Measure[] = [
  "karpenterNano",
  "listNano",
  "estimateNano",
  "unpricedNanoCoreHours",
];

/** The sources of prices whose money is counted apart. */
export const COUNTED_SOURCES = [
  "custom",
  "karpenter",
  "list",
  "estimate",
  "default",
] as const satisfies readonly (keyof typeof MEASURE_OF_SOURCE)[];

export function noMeasures(): Measures {
  return {
    cpuNano: 0n,
    ramNano: 0n,
    gpuNano: 0n,
    volumeNano: 0n,
    networkNano: 0n,
    loadBalancerNano: 0n,
    customNano: 0n,
    karpenterNano: 0n,
    listNano: 0n,
    estimateNano: 0n,
    defaultNano: 0n,
    unpricedNanoCoreHours: 0n,
    cpuNanoCoreHours: 0n,
    cpuRequestNanoCoreHours: 0n,
    cpuUsageNanoCoreHours: 0n,
    ramNanoGibHours: 0n,
    ramRequestNanoGibHours: 0n,
    ramUsageNanoGibHours: 0n,
    gpuNanoHours: 0n,
    volumeNanoGibHours: 0n,
    loadBalancerNanoHours: 0n,
    networkZoneBytes: 0n,
    networkRegionBytes: 0n,
    networkInternetBytes: 0n,
    ranSeconds: 0n,
    cpuSeenSeconds: 0n,
    ramSeenSeconds: 0n,
  };
}

/** What an answer tells of all its rows together: who priced them as well. */
export const TOTAL_MEASURES = [
  ...ROW_MEASURES,
  ...COUNTED_SOURCES.map((source) => MEASURE_OF_SOURCE[source]),
  "unpricedNanoCoreHours",
] as const satisfies readonly Measure[];

export type TotalMeasures = Pick<Measures, (typeof TOTAL_MEASURES)[number]>;

/** Adds `more` into `sum`, in place. */
export function addMeasures(sum: Measures, more: Readonly<Measures>): void {
  for (const measure of MEASURES) sum[measure] += more[measure];
}

/** All money of a row, in nano-units. */
export function totalNano(measures: Readonly<Pick<Measures, (typeof MONEY_MEASURES)[number]>>): bigint {
  const { cpuNano, ramNano, gpuNano, volumeNano, networkNano, loadBalancerNano } = measures;
  return cpuNano + ramNano + gpuNano + volumeNano + networkNano + loadBalancerNano;
}

/** True when any measure is more than zero. */
export function hasAny(measures: Readonly<Measures>): boolean {
  return MEASURES.some((measure) => measures[measure] > 0n);
}
