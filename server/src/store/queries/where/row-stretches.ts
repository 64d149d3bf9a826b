import { DAY_MS, HOUR_MS, type Instant } from "@kubecent/shared";
import type pg from "pg";
import { allSettledThenThrow } from "../../connection/all-settled-then-throw.ts";
import { readNarrowing } from "./narrowing.ts";
import { commonRanges, mergedRanges, type Range, withoutRanges } from "./ranges.ts";
import type { AskedSelection, ClusterStretches, CostSelection, StepSelection } from "./selection.ts";
import { readStoredDays, type StoredDays } from "./stored-days.ts";
import { FIRST_MONDAY, utcDayOf } from "../../../domain/windows/utc-day.ts";
import { REST_EVERY_HOURS } from "../../sums/spans/span-rollups.ts";

const REST_MS = REST_EVERY_HOURS * HOUR_MS;

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
  const [days, narrowing] = await allSettledThenThrow(
    readStoredDays(client, { ...asked, step }),
    readNarrowing(client, asked),
  );
  const daysOf = Map.groupBy(days, ({ clusterId }) => clusterId);
  // A week may lie in several steps.
  const grain = { byHour: asked.readFrom === "facts" || step?.step === "hour", withWeeks: step === null };
  const groups = new Map<string, ClusterStretches>();
  for (const clusterId of asked.clusterIds) {
    const stretches = stretchesOf(asked, daysOf.get(clusterId) ?? [], grain);
    // Clusters whose days are alike are read together: most often that is all of them.
    const key = JSON.stringify(stretches);
    const clusterIds = [...(groups.get(key)?.clusterIds ?? []), clusterId];
    groups.set(key, { ...stretches, clusterIds });
  }
  return { ...asked, step, stretches: [...groups.values()], narrowing };
}

function stretchesOf(
  window: Range,
  stored: readonly StoredDays[],
  { byHour, withWeeks }: { readonly byHour: boolean; readonly withWeeks: boolean },
): Omit<ClusterStretches, "clusterIds"> {
  const whole = byHour ? [] : stored.filter(({ areWhole }) => areWhole);
  const gone = mergedRanges(stored.filter(({ areGone }) => areGone));
  const ended = commonRanges(mergedRanges(whole.filter(({ isOpen }) => !isOpen)), wholeDaysOf(window));
  // In the order of time, for a day of before may be open too.
  const open = whole.filter(({ isOpen, start, end }) => isOpen && start >= window.start && end <= window.end);
  const days = mergedRanges([...ended, ...open].toSorted((a, b) => a.start - b.start));
  const hours = withoutRanges(hoursOf(window), days);
  const ofWeeks = withWeeks ? whole.filter(({ areOfWeek }) => areOfWeek) : [];
  const spans = {
    ofDays: whole.every((each) => each.haveSpans || commonRanges(days, [each]).length === 0),
    weeks: commonRanges(days, mergedRanges(ofWeeks)).flatMap(wholeWeeksOf),
    rests: restsOf(window, whole),
  };
  return { days, hours, spans, gone: commonRanges(hours, gone) };
}

/** What is left of the day in which a window begins, from the next moment on from which it is kept as one sum. */
function restsOf({ start, end }: Range, whole: readonly StoredDays[]): Range[] {
  const day = utcDayOf(start);
  const from = day + Math.ceil((start - day) / REST_MS) * REST_MS;
  const rest = { start: from, end: day + DAY_MS };
  const ended = whole.filter(({ haveSpans, isOpen, areGone }) => haveSpans && !isOpen && !areGone);
  const isThere = ended.some((each) => each.start <= day && each.end >= rest.end);
  return isThere && from > day && from < rest.end && rest.end <= end ? [rest] : [];
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

/** The weeks that lie whole within a window, from Monday to Monday. */
function wholeWeeksOf(window: Range): Range[] {
  return wholeUnitsOf(window, { lengthMs: 7 * DAY_MS, since: FIRST_MONDAY });
}

function wholeUnitsOf(
  { start, end }: Range,
  { lengthMs, since }: { readonly lengthMs: number; readonly since: Instant },
): Range[] {
  const first = Math.ceil((start - since) / lengthMs) * lengthMs + since;
  const last = Math.floor((end - since) / lengthMs) * lengthMs + since;
  return first < last ? [{ start: first, end: last }] : [];
}
