import { DAY_MS, HOUR_MS } from "@kubecent/shared";
import type pg from "pg";
import { allSettledThenThrow } from "../../connection/all-settled-then-throw.ts";
import { readNarrowing } from "./narrowing.ts";
import { commonRanges, mergedRanges, type Range, withoutRanges } from "./ranges.ts";
import type { AskedSelection, ClusterStretches, CostSelection, StepSelection } from "./selection.ts";
import { readStoredDays, type StoredDays } from "./stored-days.ts";

/**
 * Says how a selection is read in the snapshot that `client` is in. A day is read as a day where its record
 * stands and it lies whole within the window, and within one step where there are steps; everything else is
 * read by the hour.
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
  const byHour = asked.readFrom === "facts" || step?.step === "hour";
  const groups = new Map<string, ClusterStretches>();
  for (const clusterId of asked.clusterIds) {
    const stretches = stretchesOf(asked, daysOf.get(clusterId) ?? [], byHour);
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
  byHour: boolean,
): Omit<ClusterStretches, "clusterIds"> {
  const whole = byHour ? [] : mergedRanges(stored.filter(({ areWhole }) => areWhole));
  const gone = mergedRanges(stored.filter(({ areGone }) => areGone));
  const days = commonRanges(whole, wholeDaysOf(window));
  const hours = withoutRanges(hoursOf(window), days);
  return { days, hours, gone: commonRanges(hours, gone) };
}

/** The whole hours that begin within a window. */
function hoursOf({ start, end }: Range): Range[] {
  const first = Math.ceil(start / HOUR_MS) * HOUR_MS;
  return first < end ? [{ start: first, end: Math.ceil(end / HOUR_MS) * HOUR_MS }] : [];
}

/** The UTC days that lie whole within a window. */
function wholeDaysOf({ start, end }: Range): Range[] {
  const first = Math.ceil(start / DAY_MS) * DAY_MS;
  const last = Math.floor(end / DAY_MS) * DAY_MS;
  return first < last ? [{ start: first, end: last }] : [];
}
