import { type ContainerObservation, MINUTES_PER_HOUR, type PerMinute } from "../observation.ts";
import { BYTES_PER_GIB, hoursOf, toNano } from "../units.ts";

/** What a container took in a stretch of minutes, in nano-core-hours, nano-GiB-hours and nano-GPU-hours. */
export interface ContainerQuantities {
  readonly cpu: bigint;
  readonly cpuRequest: bigint;
  readonly cpuUsage: bigint;
  readonly ram: bigint;
  readonly ramRequest: bigint;
  readonly ramUsage: bigint;
  readonly gpu: bigint;
  readonly ranSeconds: bigint;
  /** Seconds of `ranSeconds` in which somebody measured its usage. */
  readonly cpuSeenSeconds: bigint;
  readonly ramSeenSeconds: bigint;
}

/** A half-open stretch of minutes of the hour. */
export interface MinuteRange {
  readonly from: number;
  readonly to: number;
}

export const WHOLE_HOUR: MinuteRange = { from: 0, to: MINUTES_PER_HOUR };

const SECONDS_PER_HOUR = 3_600;

/**
 * Sums a container's minutes: each minute in which it ran bills the greater of request and usage.
 * The greater is taken by the minute, because the greater of two averages would miss every burst. A source
 * that knows no minutes brings what it billed itself.
 */
export function containerQuantities(
  container: ContainerObservation,
  range: MinuteRange,
): ContainerQuantities {
  const { ranMinutes } = container;
  const sum = (request: PerMinute, usage: PerMinute): SummedMinutes =>
    sumMinutes(ranMinutes, { request, usage }, range);
  const cpu = sum(container.cpuRequestCores, container.cpuUsageCores);
  const ram = sum(container.ramRequestBytes, container.ramUsageBytes);
  const gpu = sum(container.gpuRequest, container.gpuRequest);
  const billed = billedIn(container, range) ?? {
    cpuCoreHours: cpu.billed,
    ramGibHours: ram.billed / BYTES_PER_GIB,
    gpuHours: gpu.billed,
  };
  return {
    cpu: toNano(billed.cpuCoreHours),
    cpuRequest: toNano(cpu.requested),
    cpuUsage: toNano(cpu.used),
    ram: toNano(billed.ramGibHours),
    ramRequest: toNano(ram.requested / BYTES_PER_GIB),
    ramUsage: toNano(ram.used / BYTES_PER_GIB),
    gpu: toNano(billed.gpuHours),
    ranSeconds: seconds(cpu.ranHours),
    cpuSeenSeconds: seconds(cpu.seenHours),
    ramSeenSeconds: seconds(ram.seenHours),
  };
}

/** What a source billed itself, by the time that the container ran within the range. */
function billedIn(
  { billed, ranMinutes }: ContainerObservation,
  { from, to }: MinuteRange,
): ContainerObservation["billed"] {
  if (!billed) return null;

  const ran = hoursOf(ranMinutes);
  const share = ran > 0 ? hoursOf(ranMinutes, from, to) / ran : 0;
  return {
    cpuCoreHours: billed.cpuCoreHours * share,
    ramGibHours: billed.ramGibHours * share,
    gpuHours: billed.gpuHours * share,
  };
}

function seconds(hours: number): bigint {
  return BigInt(Math.round(hours * SECONDS_PER_HOUR));
}

interface SummedMinutes {
  readonly billed: number;
  readonly requested: number;
  readonly used: number;
  readonly ranHours: number;
  readonly seenHours: number;
}

function sumMinutes(
  ran: PerMinute,
  { request, usage }: { readonly request: PerMinute; readonly usage: PerMinute },
  range: MinuteRange,
): SummedMinutes {
  let billed = 0;
  let requested = 0;
  let used = 0;
  let ranMinutes = 0;
  let seenMinutes = 0;
  for (let minute = range.from; minute < range.to; minute++) {
    const share = ran[minute] ?? 0;
    if (share <= 0) continue;
    const wanted = request[minute] ?? 0;
    const measured = usage[minute] ?? Number.NaN;
    // Usage that nobody measured is NaN; such a minute bills its request.
    const taken = measured || 0;
    billed += share * Math.max(wanted, taken);
    requested += share * wanted;
    used += share * taken;
    ranMinutes += share;
    if (!Number.isNaN(measured)) seenMinutes += share;
  }
  return {
    billed: billed / MINUTES_PER_HOUR,
    requested: requested / MINUTES_PER_HOUR,
    used: used / MINUTES_PER_HOUR,
    ranHours: ranMinutes / MINUTES_PER_HOUR,
    seenHours: seenMinutes / MINUTES_PER_HOUR,
  };
}
