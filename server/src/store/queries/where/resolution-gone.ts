import { CostError, DAY_MS, type ErrorDetail, formatInstant, type Instant } from "@kubecent/shared";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import type { CostSelection } from "./selection.ts";

/**
 * Refuses a question that would take container-hours that are dropped. Throws CostError RESOLUTION_GONE with
 * the nearest window that can be answered, and the step and time zone where it is those that are too fine.
 */
export function refuseGone(selection: CostSelection): void {
  const until = goneUntil(selection);
  if (until === null) return;

  throw refusal("pods, containers and labels are kept by whole UTC days", until, nearest(selection, until));
}

/** Refuses a question that cannot be answered from days at all: prices, for one, stand in the hours. */
export function refuseGoneHours(selection: CostSelection, isKeptOnlyInHours: string): void {
  const until = goneUntil(selection);
  if (until === null) return;

  const end = Math.max(selection.end, until + DAY_MS);
  throw refusal(isKeptOnlyInHours, until, [
    detail("start", formatInstant(until)),
    detail("end", formatInstant(end)),
  ]);
}

/** The end of the last day that a selection needs the container-hours of and that has none. */
function goneUntil({ stretches }: CostSelection): Instant | null {
  const ends = stretches.flatMap(({ gone }) => gone.map(({ end }) => Math.ceil(end / DAY_MS) * DAY_MS));
  return ends.length > 0 ? Math.max(...ends) : null;
}

function refusal(what: string, until: Instant, details: readonly ErrorDetail[]): CostError {
  const question = details.map(({ field, message }) => `${field} ${message}`).join(", ");
  return new CostError(
    "RESOLUTION_GONE",
    `Before ${formatInstant(until)} ${what} (RETENTION_HOURLY_DAYS). The nearest question that can be answered has ${question}.`,
    { details },
  );
}

function nearest({ start, end, step }: CostSelection, until: Instant): ErrorDetail[] {
  const onDay = (instant: Instant): Instant =>
    instant < until ? Math.round(instant / DAY_MS) * DAY_MS : instant;
  const from = onDay(start) < onDay(end) ? onDay(start) : utcDayOf(start);
  return [
    detail("start", formatInstant(from)),
    detail("end", formatInstant(Math.max(onDay(end), from + DAY_MS))),
    ...(step ? [detail("step", step.step === "hour" ? "day" : step.step), detail("timeZone", "UTC")] : []),
  ];
}

function detail(field: string, message: string): ErrorDetail {
  return { field, message, type: "resolution" };
}
