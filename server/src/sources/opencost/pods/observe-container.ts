import { HOUR_MS, type Instant } from "@kubecent/shared";
import { type ContainerObservation, MINUTES_PER_HOUR, type PerMinute } from "../../../domain/observation.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import { minuteShares } from "../../prometheus/time/minute-grid.ts";
import type { Allocation } from "../answers/allocation-answer.ts";
import type { RunTime } from "./run-time.ts";

/** Observes a container that OpenCost knows by its hour, not by its minutes: rates are averages over its time. */
export function observeContainer(allocation: Allocation, ran: RunTime, hour: Instant): ContainerObservation {
  const { cpu, ram, gpuHours } = quantitiesOf(allocation, ran);
  const ranMinutes = minuteShares([{ start: ran.start, end: ran.end }], hour);
  const ranHours = (ran.end - ran.start) / HOUR_MS;
  return {
    name: allocation.properties.container,
    ranMinutes,
    cpuRequestCores: everyMinute(cpu.request),
    ramRequestBytes: everyMinute(ram.request),
    gpuRequest: everyMinute(gpuHours / ranHours),
    cpuUsageCores: everyMinute(cpu.usage),
    ramUsageBytes: everyMinute(ram.usage),
    billed: {
      cpuCoreHours: cpu.billedHours,
      ramGibHours: ram.billedHours / BYTES_PER_GIB,
      gpuHours,
    },
  };
}

/** Most containers share the one value or the other, and 20,000 of them with arrays of their own fill the memory. */
const NEVER_ANY = new Float64Array(MINUTES_PER_HOUR);
const UNMEASURED = new Float64Array(MINUTES_PER_HOUR).fill(Number.NaN);

function everyMinute(value: number | null): PerMinute {
  if (value === null) return UNMEASURED;
  return value === 0 ? NEVER_ANY : new Float64Array(MINUTES_PER_HOUR).fill(value);
}

/** One resource of a container. */
interface Taken {
  /** The greater of request and usage, by the hour. */
  readonly billedHours: number;
  readonly request: number;
  /** The average while it ran, null where nobody measured it. */
  readonly usage: number | null;
}

function quantitiesOf(
  allocation: Allocation,
  ran: RunTime,
): { readonly cpu: Taken; readonly ram: Taken; readonly gpuHours: number } {
  const ramUsage = allocation.ramByteUsageAverage;
  // OpenCost writes zero for what nobody measured; whatever runs holds some memory, so zero of it tells.
  const isMeasured = (ramUsage ?? 0) > 0;
  const cpuUsage = allocation.cpuCoreUsageAverage;
  const cpu = taken(ran, {
    billedHours: allocation.cpuCoreHours,
    request: allocation.cpuCoreRequestAverage,
    usage: isMeasured || (cpuUsage ?? 0) > 0 ? cpuUsage : null,
    isUsageOfWholeHour: true,
  });
  const ram = taken(ran, {
    billedHours: allocation.ramByteHours,
    request: allocation.ramByteRequestAverage,
    usage: isMeasured ? ramUsage : null,
    isUsageOfWholeHour: false,
  });
  return { cpu, ram, gpuHours: (allocation.gpuHours ?? 0) * ran.growth };
}

interface Told {
  readonly billedHours: number | null;
  readonly request: number | null;
  readonly usage: number | null;
  /** Whether OpenCost averages usage over the hour asked for, and not over the time that the container ran. */
  readonly isUsageOfWholeHour: boolean;
}

function taken(ran: RunTime, told: Told): Taken {
  const toldHours = (ran.end - ran.start) / ran.growth / HOUR_MS;
  const request = told.request ?? 0;
  const usedHours = told.usage === null ? null : usageHours(told.usage, toldHours, told);
  const greater = Math.max(request * toldHours, usedHours ?? 0);
  // Nothing billed for what took something is no decision of OpenCost's: it does not know native sidecars,
  // and what it does not know it bills at nothing.
  const billedHours = told.billedHours ? told.billedHours : greater;
  return {
    billedHours: billedHours * ran.growth,
    request,
    usage: usedHours === null ? null : usedHours / toldHours,
  };
}

/**
 * How much was used. A rate over the hour, times the hour, is right for containers that ran for a part of it;
 * but versions that collect by themselves average over the part, and would come to more than was billed.
 */
function usageHours(average: number, ranHours: number, { billedHours, isUsageOfWholeHour }: Told): number {
  return isUsageOfWholeHour
    ? Math.min(average, Math.max(average * ranHours, billedHours ?? 0))
    : average * ranHours;
}
