import { type ContainerObservation, MINUTES_PER_HOUR, type PerMinute } from "../observation.ts";
import { BYTES_PER_GIB, toNano } from "../units.ts";

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
}

/** A half-open stretch of minutes of the hour. */
export interface MinuteRange {
  readonly from: number;
  readonly to: number;
}

export const WHOLE_HOUR: MinuteRange = { from: 0, to: MINUTES_PER_HOUR };

/**
 * Sums a container's minutes: each minute in which it ran bills the greater of request and usage.
 * The greater is taken by the minute, because the greater of two averages would miss every burst.
 */
export function containerQuantities(
  container: ContainerObservation,
  range: MinuteRange,
): ContainerQuantities {
  const cpu = sumMinutes(container.ranMinutes, container.cpuRequestCores, container.cpuUsageCores, range);
  const ram = sumMinutes(container.ranMinutes, container.ramRequestBytes, container.ramUsageBytes, range);
  const gpu = sumMinutes(container.ranMinutes, container.gpuRequest, container.gpuRequest, range);
  return {
    cpu: toNano(cpu.billed),
    cpuRequest: toNano(cpu.requested),
    cpuUsage: toNano(cpu.used),
    ram: toNano(ram.billed / BYTES_PER_GIB),
    ramRequest: toNano(ram.requested / BYTES_PER_GIB),
    ramUsage: toNano(ram.used / BYTES_PER_GIB),
    gpu: toNano(gpu.billed),
    ranSeconds: BigInt(Math.round(cpu.ranHours * 3600)),
  };
}

interface SummedMinutes {
  readonly billed: number;
  readonly requested: number;
  readonly used: number;
  readonly ranHours: number;
}

function sumMinutes(ran: PerMinute, request: PerMinute, usage: PerMinute, range: MinuteRange): SummedMinutes {
  let billed = 0;
  let requested = 0;
  let used = 0;
  let ranMinutes = 0;
  for (let minute = range.from; minute < range.to; minute++) {
    const share = ran[minute] ?? 0;
    if (share <= 0) continue;
    const wanted = request[minute] ?? 0;
    // Usage that nobody measured is NaN; such a minute bills its request.
    const taken = usage[minute] || 0;
    billed += share * Math.max(wanted, taken);
    requested += share * wanted;
    used += share * taken;
    ranMinutes += share;
  }
  return {
    billed: billed / MINUTES_PER_HOUR,
    requested: requested / MINUTES_PER_HOUR,
    used: used / MINUTES_PER_HOUR,
    ranHours: ranMinutes / MINUTES_PER_HOUR,
  };
}
