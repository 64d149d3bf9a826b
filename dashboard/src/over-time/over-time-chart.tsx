import type { ReactElement } from "react";
import { StackChart } from "../charts/drawing/stack-chart.tsx";
import { timeBuckets } from "../charts/geometry/time-buckets.ts";
import type { MoneyAnswer, TimeseriesRow } from "@kubecent/sdk";
import { ScreenStates } from "../states/screen-states.tsx";
import { writeInstant } from "../url/shift-window.ts";
import { useGo } from "../url/use-view.ts";
import { amountsOf, bucketsOf, seriesOf } from "./series-of.ts";
import type { OverTime } from "./use-over-time.ts";

interface OverTimeChartProps {
  overTime: OverTime;
  caption: string;
  hasIdle: boolean;
  /** Rows that have no layer of their own. */
  others: number;
  onRow: (key: string) => void;
}

const CHART_REM = 19;

/** Cost over time, by the dearest rows; dragging over it chooses a window. */
export function OverTimeChart({
  overTime,
  caption,
  hasIdle,
  others,
  onRow,
}: OverTimeChartProps): ReactElement {
  const go = useGo();
  const { whole, parts, before, step, asked } = overTime;
  return (
    <ScreenStates asked={asked} skeletonRem={CHART_REM}>
      {whole.answer && (
        <StackChart
          caption={caption}
          currency={whole.answer.currency}
          {...layersOf(overTime, whole.answer, { hasIdle, others })}
          ghost={before.answer && ghostOf(before.answer, step)}
          onWindow={(start, end) =>
            go({ window: { from: writeInstant(start), to: writeInstant(end) }, step: null })
          }
          onSeries={(key) => parts.some(({ row }) => row.key === key) && onRow(key)}
        />
      )}
    </ScreenStates>
  );
}

function layersOf(
  { parts, step }: OverTime,
  whole: MoneyAnswer<TimeseriesRow>,
  layers: { hasIdle: boolean; others: number },
) {
  const buckets = bucketsOf(whole.window, whole.coverage, step);
  const named = parts.map(({ row, asked }) => ({
    key: row.key,
    label: row.name,
    rows: asked.answer?.rows ?? [],
  }));
  return { buckets, series: seriesOf({ buckets, whole, parts: named, ...layers }) };
}

function ghostOf({ window, rows }: MoneyAnswer<TimeseriesRow>, step: OverTime["step"]) {
  const [start, end] = [Date.parse(window.start), Date.parse(window.end)];
  const buckets = timeBuckets({ start, end, step, timeZone: window.timeZone, unseen: [] });
  return { label: "window before", amounts: amountsOf(buckets, rows) };
}
