import {
  type ContainerObservation,
  MINUTES_PER_HOUR,
  type Observation,
  type PerMinute,
} from "../observation.ts";
import { NANO } from "../units.ts";
import { CPU_BOUNDS, RAM_BOUNDS, sketchOf, type UsageBounds } from "./usage-sketch.ts";

/** What one container used in one hour, minute by minute, as sketches. */
export interface UsageSketch {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
  readonly node: string;
  /** "" for the pod as a whole, which has a sketch of its own where several of its containers ran. */
  readonly container: string;
  readonly cpu: MeasuredSketch | null;
  readonly ram: MeasuredSketch | null;
}

/** A sketch (`usage-sketch.ts`), and the greatest value as it is, nano-cores or bytes: of memory that of any sample. */
export interface MeasuredSketch {
  readonly bytes: Uint8Array;
  readonly max: bigint;
}

/**
 * Sketches of what each container used in the minutes in which it ran and somebody measured it, each minute once,
 * and of what pods of several containers used together: a quantile of sums cannot be told from their parts.
 * A source that knows no minutes has none to give.
 */
export function observedUsage({ pods }: Observation): UsageSketch[] {
  return pods.flatMap(({ namespace, name: pod, uid: podUid, node, containers }) => {
    const ran = containers.filter(
      ({ billed, ranMinutes }) => billed === null && ranMinutes.some((share) => share > 0),
    );
    const owner = { namespace, pod, podUid, node };
    const own = ran.map((container) => ({ ...owner, container: container.name, ...sketchesOf([container]) }));
    const whole = ran.length > 1 ? [{ ...owner, container: "", ...sketchesOf(ran) }] : [];
    return [...own, ...whole].filter(({ cpu, ram }) => cpu !== null || ram !== null);
  });
}

function sketchesOf(containers: readonly ContainerObservation[]): Pick<UsageSketch, "cpu" | "ram"> {
  return {
    cpu: measured(containers, (container) => container.cpuUsageCores, {
      bounds: CPU_BOUNDS,
      unit: NANO,
      atLeast: 0,
    }),
    ram: measured(containers, (container) => container.ramUsageBytes, {
      bounds: RAM_BOUNDS,
      unit: 1,
      // What several of them peaked at together nobody knows: it is no less than any of them did.
      atLeast: containers.reduce((most, { ramPeakBytes = 0 }) => Math.max(most, ramPeakBytes), 0),
    }),
  };
}

interface Scale {
  readonly bounds: UsageBounds;
  /** Into how many parts a value is cut to be a whole number. */
  readonly unit: number;
  /** What the greatest value is no less than, whatever the minutes say. */
  readonly atLeast: number;
}

const minutes = new Float64Array(MINUTES_PER_HOUR);

function measured(
  containers: readonly ContainerObservation[],
  usageOf: (container: ContainerObservation) => PerMinute,
  { bounds, unit, atLeast }: Scale,
): MeasuredSketch | null {
  const ran = containers.map(({ ranMinutes }) => ranMinutes);
  const usage = containers.map(usageOf);
  let length = 0;
  let max = atLeast;
  for (let minute = 0; minute < MINUTES_PER_HOUR; minute++) {
    const used = usedInMinute(ran, usage, minute);
    if (!Number.isFinite(used)) continue;
    minutes[length++] = used;
    max = Math.max(max, used);
  }
  if (length === 0) return null;
  const whole = BigInt(Math.round(Math.min(max, bounds.largest) * unit));
  return { bytes: sketchOf({ values: minutes, length }, bounds), max: whole };
}

/** What they used together; NaN where none of them ran, or one of them was not measured. */
function usedInMinute(ran: readonly PerMinute[], usage: readonly PerMinute[], minute: number): number {
  let used = Number.NaN;
  for (let index = 0; index < ran.length; index++) {
    if ((ran[index]?.[minute] ?? 0) <= 0) continue;
    used = (Number.isNaN(used) ? 0 : used) + (usage[index]?.[minute] ?? Number.NaN);
    if (Number.isNaN(used)) return used;
  }
  return used;
}
