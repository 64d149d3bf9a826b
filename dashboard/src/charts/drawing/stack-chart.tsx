import { type ReactElement, useId, useMemo } from "react";
import { useReader } from "../../format/use-reader.ts";
import type { Bucket, Series } from "../geometry/chart-parts.ts";
import { type Column, type Stack, stackOf } from "../geometry/stack.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { Legend } from "./legend.tsx";
import { MoneyAxis } from "./money-axis.tsx";
import { StackLayers } from "./stack-layers.tsx";
import { type ChartStyle, columnLine, stackRows } from "./stack-texts.ts";
import { StackTooltip } from "./stack-tooltip.tsx";
import { TimeAxis } from "./time-axis.tsx";
import { useColumns } from "./use-columns.ts";
import { useWidth } from "./use-width.ts";

const HEIGHT = 220;
const LEFT = 56;
const RIGHT = 8;
const TOP = 8;
const BELOW = 24;

interface StackChartProps {
  /** A sentence that says what is to be seen. */
  caption: string;
  buckets: readonly Bucket[];
  /** From the bottom of the stack. */
  series: readonly Series[];
  currency: string;
  /** Totals of an earlier window, bucket by bucket, drawn as a line. */
  ghost?: { readonly label: string; readonly amounts: readonly (bigint | null)[] } | undefined;
  /** Only the names are known yet: the drawing comes into the room that is kept for it. */
  isComing?: boolean | undefined;
  /** Opens a stretch that was dragged over, or chosen by keys. */
  onWindow?: ((start: number, end: number) => void) | undefined;
  /** Opens a named series. */
  onSeries?: ((key: string) => void) | undefined;
}

/** Cost over time, by series. Arrow keys walk its columns; dragging chooses a window. */
export function StackChart(props: StackChartProps): ReactElement {
  const { caption, buckets, series, currency, ghost, isComing = false, onSeries } = props;
  const reader = useReader();
  const [ref, width] = useWidth();
  const style = useMemo(() => ({ currency, reader }), [currency, reader]);
  const room = Math.max(0, width - LEFT - RIGHT);
  const stack = useMemo(
    () => stackOf({ buckets, series, ghost: ghost?.amounts, width: room, height: HEIGHT }),
    [buckets, series, ghost, room],
  );
  const items = stack.layers.map((layer) => ({ ...layer.series, place: layer.place })).toReversed();
  return (
    <ChartFigure
      caption={caption}
      rows={isComing ? undefined : () => stackRows(stack.columns, series, style)}
    >
      <div ref={ref} className="stack-room" aria-busy={isComing || undefined}>
        {room > 0 && !isComing && <StackDrawing {...props} stack={stack} room={room} style={style} />}
      </div>
      <Legend items={items} onOpen={onSeries} />
    </ChartFigure>
  );
}

interface StackDrawingProps extends StackChartProps {
  stack: Stack;
  room: number;
  style: ChartStyle;
}

function StackDrawing({ caption, series, currency, ghost, onWindow, stack, room, style }: StackDrawingProps) {
  const id = useId();
  const { columns, scale, layers } = stack;
  const { marked, events } = useColumns({ columns, left: LEFT, onWindow });
  const column = marked ? columns[marked.at] : undefined;
  const line = marked ? columnLine({ columns, at: marked.at, series, style }) : "";
  return (
    <div
      className="stack"
      data-pick={onWindow !== undefined || undefined}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- no input can hold a drawing
      role="slider"
      tabIndex={0}
      aria-label={caption}
      aria-valuemin={1}
      aria-valuemax={columns.length}
      aria-valuenow={(marked?.at ?? 0) + 1}
      aria-valuetext={marked ? line : `${columns.length} columns`}
      {...events}
    >
      <svg width={room + LEFT + RIGHT} height={HEIGHT + TOP + BELOW} aria-hidden="true">
        <g transform={`translate(${LEFT} ${TOP})`}>
          <MoneyAxis scale={scale} currency={currency} width={room} height={HEIGHT} />
          <StackLayers stack={stack} id={id} height={HEIGHT} />
          <TimeAxis columns={columns} width={room} y={HEIGHT} />
          {marked && <Mark columns={columns} {...marked} />}
        </g>
      </svg>
      {marked && column && (
        <div className="tooltip-place" style={placeOf(column, room)}>
          <StackTooltip
            column={column}
            index={marked.at}
            layers={layers}
            ghost={ghost && { label: ghost.label, amount: ghost.amounts[marked.at] ?? null }}
            style={style}
          />
        </div>
      )}
      <p className="hidden" aria-live="polite">
        {marked?.by === "keys" && line}
      </p>
    </div>
  );
}

function Mark({
  columns,
  at,
  from,
}: {
  columns: readonly Column[];
  at: number;
  from: number;
}): ReactElement | null {
  const [first, last] = [columns[Math.min(at, from)], columns[Math.max(at, from)]];
  if (!first || !last) return null;
  return (
    <rect
      className="mark"
      data-many={at !== from || undefined}
      x={first.x}
      width={last.x + last.width - first.x}
      height={HEIGHT}
    />
  );
}

/** Beside the column, on the side with more room. */
function placeOf({ x, width }: Column, room: number): { insetInlineStart?: number; insetInlineEnd?: number } {
  return x + width / 2 < room / 2
    ? { insetInlineStart: LEFT + x + width + 8 }
    : { insetInlineEnd: RIGHT + room - x + 8 };
}
