import { HOUR_MS } from "@kubecent/shared";
import type pg from "pg";
import { utcDayOf } from "../../../domain/windows/utc-day.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { readNarrowing } from "./narrowing.ts";
import { commonRanges, type Range, withoutRanges } from "./ranges.ts";
import type { AskedSelection, ClusterStretches, CostSelection, StepSelection } from "./selection.ts";

/**
 * Says how a selection is read in the snapshot that `client` is in. A day is read as a day where its record
 * stands and it lies whole within the window, and within one step where there are steps; everything else is
 * read by the hour. The database itself tells which days lie within a step: it cuts the steps too.
 */
export async function withStretches(
  client: pg.ClientBase,
  asked: AskedSelection,
  step: StepSelection | null = null,
): Promise<CostSelection> {
  const found = await readRanges(client, asked, step);
  const window = hoursOf(asked);
  const groups = new Map<string, ClusterStretches>();
  for (const clusterId of asked.clusterIds) {
    const stretches = stretchesOf(
      window,
      found.filter((each) => each.clusterId === clusterId),
    );
    // Clusters whose days are alike are read together: most often that is all of them.
    const key = JSON.stringify(stretches);
    const clusterIds = [...(groups.get(key)?.clusterIds ?? []), clusterId];
    groups.set(key, { ...stretches, clusterIds });
  }
  const narrowing = await readNarrowing(client, asked);
  return { ...asked, step, stretches: [...groups.values()], narrowing };
}

interface FoundRange extends Range {
  readonly clusterId: number;
  readonly kind: "stands" | "gone";
}

/** The whole hours that begin within a window. */
function hoursOf({ start, end }: Range): Range[] {
  const first = Math.ceil(start / HOUR_MS) * HOUR_MS;
  return first < end ? [{ start: first, end: Math.ceil(end / HOUR_MS) * HOUR_MS }] : [];
}

function stretchesOf(
  window: readonly Range[],
  found: readonly FoundRange[],
): Omit<ClusterStretches, "clusterIds"> {
  const ofKind = (kind: FoundRange["kind"]): Range[] =>
    found.filter((range) => range.kind === kind).map(({ start, end }) => ({ start, end }));
  const days = ofKind("stands");
  const hours = withoutRanges(window, days);
  return { days, hours, gone: commonRanges(hours, ofKind("gone")) };
}

async function readRanges(
  client: pg.ClientBase,
  asked: AskedSelection,
  step: StepSelection | null,
): Promise<FoundRange[]> {
  const ids = asked.clusterIds;
  // Any part of a day may be gone; only days that lie whole within the window are read as days.
  const from = new Date(utcDayOf(asked.start));
  const within = sql`cluster_id = any(${ids}) and day >= ${from} and day < ${new Date(asked.end)}`;
  const records = await run<{ kind: FoundRange["kind"]; cluster_id: number; start: Date; end: Date }>(
    client,
    sql`select 'stands' as kind, islands.* from (${islands(sql`${within} and ${isWhole(asked, step)}`)}) islands
      union all select 'gone', islands.* from (${islands(sql`${within} and facts_gone`)}) islands
      order by cluster_id, start`,
  );
  return records.map(({ kind, cluster_id: clusterId, start, end }) => ({
    kind,
    clusterId,
    start: start.getTime(),
    end: end.getTime(),
  }));
}

function isWhole({ start, end, readFrom }: AskedSelection, step: StepSelection | null): Fragment {
  if (readFrom === "facts" || step?.step === "hour") return sql`false`;

  const inWindow = sql`stands and day >= ${new Date(start)} and day + interval '24 hours' <= ${new Date(end)}`;
  if (!step) return inWindow;
  const cut = (hour: Fragment): Fragment => sql`date_trunc(${sql.lit(step.step)}, ${hour}, ${step.timeZone})`;
  return sql`${inWindow} and ${cut(sql`day`)} = ${cut(sql`day + interval '23 hours'`)}`;
}

/** Days that follow each other, as ranges by cluster. */
function islands(condition: Fragment): Fragment {
  return sql`select cluster_id, min(day) as start, max(day) + interval '24 hours' as "end"
    from (select cluster_id, day,
        day - row_number() over (partition by cluster_id order by day) * interval '24 hours' as island
      from cluster_day where ${condition}) days
    group by cluster_id, island`;
}
