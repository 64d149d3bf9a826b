import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { atLocalHour, weekdayOf } from "./calendar.ts";
import type { Home } from "./homes.ts";
import { ALWAYS, type Life, type Stretch } from "./life.ts";
import { between, mix, unit } from "./noise.ts";
import type { Slot } from "./placement.ts";

/** Lives that follow one another, each from its own boundary to the next one's. */
interface Eras {
  /** Boundary n lies at most two periods after n periods, and boundaries grow with n. */
  readonly periodMs: number;
  readonly boundary: (index: number) => Instant;
}

/** The lives that touch a stretch of time. */
export function erasAround({ periodMs, boundary }: Eras, range: Stretch): Life[] {
  const eras: Life[] = [];
  let index = Math.floor(range.start / periodMs) - 2;
  for (let start = boundary(index); start < range.end; index++) {
    const end = boundary(index + 1);
    if (end > range.start) eras.push({ ordinal: index, start, end });
    start = end;
  }
  return eras;
}

const SATURDAY = 6;
const SUNDAY = 0;
const FIRST_ROLLOUT_HOUR = 9;
const ROLLOUT_HOURS = 8;
const REPLICA_ROLLOUT_MS = 70_000;

/** A workload's revisions, each from its rollout on a working day at a working hour up to the next. */
export function revisionsOf({ workload, workloadKey }: Home, range: Stretch): Life[] {
  const { rolloutDays } = workload;
  const boundary = (index: number): Instant => {
    const luck = mix(workloadKey, index);
    const hour = FIRST_ROLLOUT_HOUR + Math.floor(unit(luck) * ROLLOUT_HOURS);
    // Replicas follow within ten minutes: a rollout that begins by minute 45 ends within its hour.
    const minute = 2 + Math.floor(between(mix(luck, 1), 0, 44));
    const day = workingDay(index * rolloutDays + (workloadKey % rolloutDays));
    return atLocalHour(day, hour) + minute * MINUTE_MS;
  };
  return erasAround({ periodMs: rolloutDays * DAY_MS, boundary }, range);
}

/** The same for one replica: a rollout takes one after the other. */
export function replicaRevisionsOf(home: Home, range: Stretch): Life[] {
  const delay = home.replica * REPLICA_ROLLOUT_MS;
  const earlier = { start: range.start - delay, end: range.end - delay };
  return revisionsOf(home, earlier).map(({ ordinal, start, end }) => ({
    ordinal,
    start: start + delay,
    end: end + delay,
  }));
}

/** Nobody rolls out at a weekend: such a day is put off to Monday. */
function workingDay(day: number): number {
  const weekday = weekdayOf(day);
  return day + (weekday === SATURDAY ? 2 : weekday === SUNDAY ? 1 : 0);
}

const SPOT_PERIOD_MS = 6 * HOUR_MS;
const MACHINE_PERIOD_MS = 18 * DAY_MS;
/** Boundaries move by up to this share of a period, so that lives last from 0.3 to 1.7 of it. */
const IRREGULARITY = 0.7;
const SPOT_SHORTAGE = 0.08;

/** The machines that stand in a slot, one after the other: replaced by us, or taken by the spot market. */
export function machinesOf({ pool, steady, key }: Slot, range: Stretch): Life[] {
  if (!pool.spot && !steady) return [ALWAYS];

  const periodMs = pool.spot ? SPOT_PERIOD_MS : MACHINE_PERIOD_MS;
  const boundary = (index: number): Instant => {
    const luck = unit(mix(key, index)) * IRREGULARITY;
    return Math.floor(((index + luck) * periodMs) / MINUTE_MS) * MINUTE_MS;
  };
  const machines = erasAround({ periodMs, boundary }, range);
  return pool.spot ? machines.filter(({ ordinal }) => hasSpotOffer(key, ordinal)) : machines;
}

/** Now and then the market has no machine, and the pods that would run on it wait. */
function hasSpotOffer(key: number, ordinal: number): boolean {
  return unit(mix(mix(key, ordinal), 1)) >= SPOT_SHORTAGE;
}
