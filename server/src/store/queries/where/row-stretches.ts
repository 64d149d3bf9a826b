import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { allSettledThenThrow } from "../../connection/all-settled-then-throw.ts";
import { readNarrowing } from "./narrowing.ts";
import { commonRanges, mergedRanges, type Range, withoutRanges } from "./ranges.ts";
import type { AskedSelection, ClusterStretches, CostSelection, StepSelection } from "./selection.ts";
import { readStoredDays, type StoredDays } from "./stored-days.ts";
import { FIRST_MONDAY, utcDayOf } from "../../../domain/windows/utc-day.ts";
import { MONTH, WEEK } from "../../sums/spans/long-span.ts";
import { REST_EVERY_HOURS } from "../../sums/spans/span-rollups.ts";

const REST_MS = REST_EVERY_HOURS * HOUR_MS;
const WEEK_MS = WEEK.days * DAY_MS;
const MONTH_MS = MONTH.days * DAY_MS;

/**
 * Says how a selection is read in the snapshot that `client` is in. A day is read as a day where its record
 * stands and it lies whole within the window, and within one step where there are steps; one that is not over as far as
 * its sums go; everything else is read by the hour, or by sums of spans where a table has them.
 */
export async function withStretches(
  client: pg.ClientBase,
  asked: AskedSelection,
  step: StepSelection | null = null,
): Promise<CostSelection> {
  const [stored, narrowing] = await allSettledThenThrow(
    readStoredDays(client, { ...asked, step }),
    readNarrowing(client, asked),
  );
  // A week may lie in several steps.
  const grain = { byHour: asked.readFrom === "facts" || step?.step === "hour", withLong: step === null };
  const groups = new Map<string, ClusterStretches>();
  for (const { clusterIds, days } of stored) {
    const stretches = stretchesOf(asked, days, grain);
    // Days may differ in what is not asked about.
    const key = JSON.stringify(stretches);
    groups.set(key, { ...stretches, clusterIds: [...(groups.get(key)?.clusterIds ?? []), ...clusterIds] });
  }
  return { ...asked, step, stretches: [...groups.values()], narrowing };
}

function stretchesOf(
  window: Range,
  stored: readonly StoredDays[],
  { byHour, withLong }: { readonly byHour: boolean; readonly withLong: boolean },
): Omit<ClusterStretches, "clusterIds"> {
  const whole = byHour ? [] : stored.filter(({ areWhole }) => areWhole);
  const gone = mergedRanges(stored.filter(({ areGone }) => areGone));
  const ended = commonRanges(mergedRanges(whole.filter(({ isOpen }) => !isOpen)), wholeDaysOf(window));
  // In the order of time, for a day of before may be open too.
  const open = whole.filter(({ isOpen, start, end }) => isOpen && start >= window.start && end <= window.end);
  const days = mergedRanges([...ended, ...open].toSorted((a, b) => a.start - b.start));
  const hours = withoutRanges(hoursOf(window), days);
  const spans = {
    ofDays: whole.every((each) => each.haveSpans || commonRanges(days, [each]).length === 0),
    long: withLong ? longSpansOf(days, whole) : [],
    rests: restsOf(window, whole),
  };
  return { days, hours, spans, gone: commonRanges(hours, gone) };
}

/** Months and weeks that lie whole within the days: as few as there are, in the order of time. */
function longSpansOf(days: readonly Range[], whole: readonly StoredDays[]): Range[] {
  const months: Range[] = [];
  for (const start of whole.flatMap(({ beginMonths }) => beginMonths)) {
    const month = { start, end: start + MONTH_MS };
    const isWithin = days.some((range) => range.start <= month.start && range.end >= month.end);
    if (isWithin && commonRanges(months, [month]).length === 0) months.push(month);
  }
  const ofWeeks = whole.flatMap(({ beginWeeks }) =>
    beginWeeks.map((start) => ({ start, end: start + WEEK_MS })),
  );
  const weeks = withoutRanges(commonRanges(days, mergedRanges(ofWeeks)), months).flatMap(wholeWeeksOf);
  return [...months, ...weeks].toSorted((a, b) => a.start - b.start);
}

/** What is left of the day in which a window begins, from the next moment on from which it is kept as one sum. */
function restsOf({ start, end }: Range, whole: readonly StoredDays[]): Range[] {
  const day = utcDayOf(start);
  const ended = whole.filter(({ haveSpans, isOpen, areGone }) => haveSpans && !isOpen && !areGone);
  const own = ended.find((each) => each.start <= day && each.end >= day + DAY_MS);
  if (!own) return [];
  const everyMs = own.haveFinerRests ? HOUR_MS : REST_MS;
  const rest = { start: day + Math.ceil((start - day) / everyMs) * everyMs, end: day + DAY_MS };
  return rest.start > day && rest.start < rest.end && rest.end <= end ? [rest] : [];
}

/** The whole hours that begin within a window. */
function hoursOf({ start, end }: Range): Range[] {
  const first = Math.ceil(start / HOUR_MS) * HOUR_MS;
  return first < end ? [{ start: first, end: Math.ceil(end / HOUR_MS) * HOUR_MS }] : [];
}

/** The UTC days that lie whole within a window. */
function wholeDaysOf(window: Range): Range[] {
  return wholeUnitsOf(window, { lengthMs: DAY_MS, since: 0 });
}

/** The weeks that lie whole within a window, from Monday to Monday, each by itself. */
function wholeWeeksOf(window: Range): Range[] {
  const weeks = wholeUnitsOf(window, { lengthMs: WEEK_MS, since: FIRST_MONDAY });
  return weeks.flatMap(({ start, end }) =>
    Array.from({ length: (end - start) / WEEK_MS }, (_, index) => ({
      start: start + index * WEEK_MS,
      end: start + (index + 1) * WEEK_MS,
    })),
  );
}

function wholeUnitsOf(
  { start, end }: Range,
  { lengthMs, since }: { readonly lengthMs: number; readonly since: Instant },
): Range[] {
  const first = Math.ceil((start - since) / lengthMs) * lengthMs + since;
  const last = Math.floor((end - since) / lengthMs) * lengthMs + since;
  return first < last ? [{ start: first, end: last }] : [];
}
