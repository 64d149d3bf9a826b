import { HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import { startOfWorkingDay, weekdayOf, workingDayOf } from "./calendar.ts";
import { demandOf, replicasFor } from "./demand.ts";
import type { Home } from "./homes.ts";
import { ALWAYS, type Life, overlaps, type Stretch } from "./life.ts";
import { between, mix } from "./noise.ts";
import type { Schedule } from "./workload.ts";

const DAY_HOURS = 24;
/** How often the autoscaler changes its mind, and how long a change may take: less, so that it takes effect. */
const SCALING_STEP_MS = 30 * MINUTE_MS;
const SCALING_LAG_MS = 12 * MINUTE_MS;
const STEPS_PER_DAY = (DAY_HOURS * HOUR_MS) / SCALING_STEP_MS;

/** When a home is in use, as far as that touches `range`. */
export function activityOf(home: Home, range: Stretch): Life[] {
  const { schedule, replicas } = home.workload;
  if (schedule === undefined && home.replica < replicas.min) return [ALWAYS];

  return daysAround(range)
    .flatMap((day) => activityOfDay(home, day))
    .filter((life) => overlaps(life, range));
}

/** The working days whose activity may touch `range`: a job may outlast the day it began in. */
export function daysAround(range: Stretch): number[] {
  const first = workingDayOf(range.start) - 1;
  return Array.from({ length: workingDayOf(range.end) - first + 1 }, (_, index) => first + index);
}

/** When a home that is not always in use is so, by what begins within a working day. */
export function activityOfDay(home: Home, day: number): Life[] {
  const { schedule } = home.workload;
  return schedule ? runsOfDay(home, schedule, day) : rushesOfDay(home, day);
}

/** The runs of a job. Their ordinal is the minute they were due at, which also stands in their name. */
function runsOfDay(home: Home, schedule: Schedule, day: number): Life[] {
  const { from, to } = schedule.lastsMinutes;
  return dueTimes(schedule, day).map((due) => {
    const ordinal = due / MINUTE_MS;
    const start = due + between(mix(home.key, ordinal), 2_000, 9_000);
    const minutes = between(mix(home.key, ordinal + 1), from, to);
    return { ordinal, start, end: start + minutes * MINUTE_MS };
  });
}

function dueTimes({ minute, hour, weekday }: Schedule, day: number): number[] {
  const hours = Array.from(
    { length: DAY_HOURS },
    (_, index) => startOfWorkingDay(day) / HOUR_MS + index,
  ).filter(
    (each) =>
      (hour === undefined || each % DAY_HOURS === hour) &&
      (weekday === undefined || weekdayOf(Math.floor(each / DAY_HOURS)) === weekday),
  );
  return hours.map((each) => each * HOUR_MS + minute * MINUTE_MS);
}

/** The stretches of a day in which this replica is wanted beside those before it. */
function rushesOfDay(home: Home, day: number): Life[] {
  const rushes: Stretch[] = [];
  let start: number | null = null;
  for (let step = 0; step <= STEPS_PER_DAY; step++) {
    const instant = startOfWorkingDay(day) + step * SCALING_STEP_MS;
    const wanted = step < STEPS_PER_DAY && replicasFor(home.workload, demandOf(home, instant)) > home.replica;
    if (wanted) start ??= instant;
    else if (start !== null) {
      rushes.push({ start, end: instant });
      start = null;
    }
  }
  return rushes.map((rush, index) => ({ ordinal: day * STEPS_PER_DAY + index, ...lagging(home, rush) }));
}

function lagging({ key }: Home, { start, end }: Stretch): Stretch {
  const lag = (instant: number): number => between(mix(key, instant / MINUTE_MS), 0, SCALING_LAG_MS);
  return { start: start + lag(start), end: end + lag(end) };
}
