import type { ReactElement } from "react";
import type { Reader } from "../../format/reader.ts";
import { useReader } from "../../format/use-reader.ts";
import type { Column } from "../geometry/stack.ts";
import { type TimeTick, timeTicks } from "../geometry/time-ticks.ts";

const PIXELS_PER_TICK = 72;

interface TimeAxisProps {
  columns: readonly Column[];
  width: number;
  /** Where the axis is. */
  y: number;
}

/** Marks and clock times under a chart, in the reader's zone. */
export function TimeAxis({ columns, width, y }: TimeAxisProps): ReactElement | null {
  const reader = useReader();
  const start = columns[0]?.bucket.start;
  const end = columns.at(-1)?.bucket.end;
  if (start === undefined || end === undefined) return null;
  const most = Math.max(1, Math.floor(width / PIXELS_PER_TICK));
  const ticks = timeTicks({ start, end, most, timeZone: reader.timeZone });
  const texts = tickTexts(ticks, reader);
  return (
    <g className="axis">
      {ticks.map(({ at }, index) => {
        const x = ((at - start) / (end - start)) * width;
        const isAtEdge = x < PIXELS_PER_TICK / 3 ? "start" : "middle";
        return (
          <g key={at} transform={`translate(${x} ${y})`}>
            <path d="M0 0V4" />
            {x < width - PIXELS_PER_TICK / 3 && (
              <text y="16" textAnchor={isAtEdge}>
                {texts[index]}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

const OPTIONS: Readonly<Record<TimeTick["unit"], Intl.DateTimeFormatOptions>> = {
  hour: { hour: "2-digit", minute: "2-digit" },
  day: { month: "short", day: "numeric" },
  month: { month: "short", year: "numeric" },
  year: { year: "numeric" },
};

/** Writes marks of a time axis in the reader's language, by the clock of the zone. */
function tickTexts(ticks: readonly TimeTick[], { locale, timeZone }: Reader): string[] {
  const formats = new Map<TimeTick["unit"], Intl.DateTimeFormat>();
  return ticks.map(({ at, unit }) => {
    const format = formats.get(unit) ?? new Intl.DateTimeFormat(locale, { ...OPTIONS[unit], timeZone });
    formats.set(unit, format);
    return format.format(at);
  });
}
