import { type ReactElement, useMemo } from "react";
import { HourCalendarTable } from "../../charts/drawing/hour-calendar-table.tsx";
import { hourCalendar } from "../../charts/geometry/hour-calendar.ts";
import { useReader } from "../../format/use-reader.ts";
import { Panel } from "../../panels/panel.tsx";
import { gapReason } from "../../states/gap-in-words.ts";
import type { ReconcileAnswer } from "./reconcile-answer.ts";

/** Every hour of the window, cluster by cluster: seen, seen in part, or not, and why. */
export function CalendarPanel({ answer }: { answer: ReconcileAnswer }): ReactElement {
  const clusters = clustersOf(answer);
  return (
    <Panel
      title="Which hours were seen"
      note="A field is an hour. A number is the share of it that was seen, in per cent; × was not seen at all; … is not complete yet."
    >
      {clusters.map((cluster, index) =>
        clusters.length === 1 ? (
          <ClusterCalendar key={cluster} answer={answer} cluster={cluster} />
        ) : (
          <details key={cluster} open={index === 0}>
            <summary>
              <bdi>{cluster}</bdi>
            </summary>
            <ClusterCalendar answer={answer} cluster={cluster} />
          </details>
        ),
      )}
    </Panel>
  );
}

function clustersOf({ rows, coverage }: ReconcileAnswer): string[] {
  const names = [...rows, ...coverage.gaps].map(({ cluster }) => cluster);
  return [...new Set(names)].toSorted((one, other) => one.localeCompare(other));
}

function ClusterCalendar({ answer, cluster }: { answer: ReconcileAnswer; cluster: string }): ReactElement {
  const { timeZone } = useReader();
  const days = useMemo(() => daysOf(answer, cluster, timeZone), [answer, cluster, timeZone]);
  return <HourCalendarTable caption={`Hours of ${cluster}`} days={days} />;
}

function daysOf({ window, rows, coverage }: ReconcileAnswer, cluster: string, timeZone: string) {
  const ofCluster = <Row extends { cluster: string }>(all: readonly Row[]): Row[] =>
    all.filter((each) => each.cluster === cluster);
  return hourCalendar({
    start: Date.parse(window.start),
    end: Date.parse(window.end),
    pendingFrom: window.pending ? Date.parse(window.pending.start) : Infinity,
    timeZone,
    seen: new Map(ofCluster(rows).map((row) => [Date.parse(row.hour), row.coverage])),
    gaps: ofCluster(coverage.gaps).map(({ start, end, reason }) => ({
      start: Date.parse(start),
      end: Date.parse(end),
      reason: gapReason(reason),
    })),
  });
}
