import { type CalendarDay, weekdayOf } from "../series/calendar-day.ts";
import type { IncidentKind } from "./incident.ts";
import { isTwin } from "./judge-day.ts";
import type { SeriesKey } from "./series-key.ts";

/** Days on which somebody has said that something will cost unusually much or little. Null stands for all there are. */
export interface PlannedDays {
  readonly namespace: string | null;
  readonly controllerKind: string | null;
  readonly controller: string | null;
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
}

/** An incident of which somebody has said that it was expected. */
export interface ExpectedIncident {
  readonly key: SeriesKey;
  readonly kind: IncidentKind;
  readonly days: readonly CalendarDay[];
}

/** Twins of two months are so many days apart. */
const MONTH_APART = [25, 35] as const;
const PATTERN_DAYS = 28;

/** Whether a day of a series was known beforehand: it was planned, or is the next twin of one that was planned or expected. */
export function isKnownBeforehand(
  { key, day }: { readonly key: SeriesKey; readonly day: CalendarDay },
  plans: readonly PlannedDays[],
  expected: readonly ExpectedIncident[],
): boolean {
  return (
    plans.some((plan) => isAbout(plan, key) && isPlanned(plan, day)) ||
    expected.some((one) => isSame(one.key, key) && comesAgain(one, day))
  );
}

function isAbout({ namespace, controllerKind, controller }: PlannedDays, key: SeriesKey): boolean {
  return (
    (namespace === null || namespace === key.namespace) &&
    (controllerKind === null || controllerKind === key.controllerKind) &&
    (controller === null || controller === key.controller)
  );
}

function isPlanned({ firstDay, lastDay }: PlannedDays, day: CalendarDay): boolean {
  if (day >= firstDay && day <= lastDay) return true;
  const days = Array.from({ length: lastDay - firstDay + 1 }, (_, index) => firstDay + index);
  return days.some((planned) => isNextTwin(planned, day));
}

function isSame(one: SeriesKey, other: SeriesKey): boolean {
  return (
    one.level === other.level &&
    one.namespace === other.namespace &&
    one.controllerKind === other.controllerKind &&
    one.controller === other.controller
  );
}

function comesAgain({ kind, days }: ExpectedIncident, day: CalendarDay): boolean {
  if (days.some((known) => isNextTwin(known, day))) return true;
  return (
    kind === "pattern" &&
    days.some((known) => weekdayOf(known) === weekdayOf(day) && day - known <= PATTERN_DAYS && day > known)
  );
}

function isNextTwin(known: CalendarDay, day: CalendarDay): boolean {
  const [least, most] = MONTH_APART;
  return day - known >= least && day - known <= most && isTwin(known, day);
}
