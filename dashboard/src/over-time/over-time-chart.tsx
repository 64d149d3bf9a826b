import type { ReactElement } from "react";
import { StackChart } from "../charts/drawing/stack-chart.tsx";
import type { Bucket, Series } from "../charts/geometry/chart-parts.ts";
import { timeBuckets } from "../charts/geometry/time-buckets.ts";
import type { MoneyAnswer, TimeseriesRow } from "@kubecent/sdk";
import { ScreenStates } from "../states/screen-states.tsx";
import { writeInstant } from "../url/shift-window.ts";
import { useGo } from "../url/use-view.ts";
import { amountsOf, bucketsOf, seriesOf } from "./series-of.ts";
import type { OverTimeAnswer } from "./over-time-question.ts";
import type { OverTime } from "./use-over-time.ts";

interface OverTimeChartProps {
  overTime: OverTime;
  caption: string;
  hasIdle: boolean;
  /** How many rows there are; those without a layer of their own are one together. */
  rows: number;
  onRow: (key: string) => void;
}

/** Cost over time, by the dearest rows; dragging over it chooses a window. */
export function OverTimeChart({ overTime, caption, hasIdle, rows, onRow }: OverTimeChartProps): ReactElement {
  const go = useGo();
  const { asked, before, coming } = overTime;
  const { answer } = asked;
  return (
    <ScreenStates
      asked={[asked]}
      skeleton={<StackChart caption={caption} currency="" buckets={[]} series={coming} isComing />}
    >
      {answer && (
        <StackChart
          caption={caption}
          currency={answer.whole.currency}
          {...layersOf(answer, { hasIdle, others: rows - answer.parts.length })}
          ghost={before.answer && ghostOf(before.answer, answer.step)}
          onWindow={(start, end) =>
            go({ window: { from: writeInstant(start), to: writeInstant(end) }, step: null })
          }
          onSeries={(key) => answer.parts.some((part) => part.key === key) && onRow(key)}
        />
      )}
    </ScreenStates>
  );
}

function layersOf(
  { step, whole, parts }: OverTimeAnswer,
  layers: { hasIdle: boolean; others: number },
): { buckets: Bucket[]; series: Series[] } {
  const buckets = bucketsOf(whole, step);
  return { buckets, series: seriesOf({ buckets, whole, parts, ...layers }) };
}

function ghostOf({ window, rows }: MoneyAnswer<TimeseriesRow>, step: OverTimeAnswer["step"]) {
  const [start, end] = [Date.parse(window.start), Date.parse(window.end)];
  const buckets = timeBuckets({ start, end, step, timeZone: window.timeZone, unseen: [] });
  return { label: "window before", amounts: amountsOf(buckets, rows) };
}
