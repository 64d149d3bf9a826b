import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { Cron } from "croner";

/** When something is due: the five fields of cron, in an IANA time zone. */
export interface Schedule {
  readonly cron: string;
  readonly zone: string;
}

/** From here a schedule is judged: a moment that is the same on every machine. */
const JUDGED_FROM = Date.UTC(2026, 0, 1) - MINUTE_MS;

/**
 * What is wrong with a schedule; null where nothing is. Six fields would be taken as seconds and could run every second, and
 * some days (31 February) never come.
 */
export function scheduleFault(schedule: Schedule): string | null {
  if (!/^[^\s?@]+( [^\s?@]+){4}$/.test(schedule.cron)) {
    return `found ${JSON.stringify(schedule.cron)}, wanted five fields of cron with a space between them, such as "0 6 * * 1"`;
  }
  try {
    return runsFault(schedule);
  } catch (error) {
    return `found ${JSON.stringify(schedule.cron)}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Two minutes of an hour stand within the first three runs, whatever hours and days the schedule has. */
function runsFault({ cron, zone }: Schedule): string | null {
  const inUtc = { cron, zone: "UTC" };
  let last = nextDue(inUtc, JUDGED_FROM);
  if (last === null || nextDue({ cron, zone }, JUDGED_FROM) === null) {
    return `found ${JSON.stringify(cron)}, which never comes; wanted a day that exists`;
  }
  for (let runs = 0; runs < 2; runs += 1) {
    const next = nextDue(inUtc, last);
    if (next === null) return null;
    if (next - last < HOUR_MS) {
      return `found ${JSON.stringify(cron)}, which is due more often than hourly; wanted one minute of the hour, such as "0 * * * *"`;
    }
    last = next;
  }
  return null;
}

/** The first moment after this one at which a schedule is due; null where there is none. */
export function nextDue({ cron, zone }: Schedule, after: Instant): Instant | null {
  return cronOf(cron, zone).nextRun(new Date(after))?.getTime() ?? null;
}

/** The last moment up to `now` at which a schedule was due, and not before `since`; null where there was none. */
export function lastDue(schedule: Schedule, since: Instant, now: Instant): Instant | null {
  // Looks back twice as far each time: an hourly schedule is not counted up from a year ago.
  for (let backMs = HOUR_MS; ; backMs *= 2) {
    const from = Math.max(since - 1, now - backMs);
    let last: Instant | null = null;
    for (let next = nextDue(schedule, from); next !== null && next <= now; next = nextDue(schedule, next)) {
      last = next;
    }
    if (last !== null || from < since) return last;
  }
}

function cronOf(cron: string, zone: string): Cron {
  return new Cron(cron, { timezone: zone, paused: true });
}
