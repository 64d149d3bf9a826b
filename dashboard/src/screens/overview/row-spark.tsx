import { createContext, type ReactElement, useContext } from "react";
import { SparkLine, SparkRoom } from "../../charts/drawing/spark-line.tsx";
import type { OverTimeAnswer } from "../../over-time/over-time-question.ts";
import { bucketsOf, pacesOf } from "../../over-time/series-of.ts";
import type { CostRow } from "../../rows/cost-rows.ts";
import type { Column } from "../../table/column.ts";

/** What an hour of each row cost over time, by its key. */
type Lines = ReadonlyMap<string, readonly (bigint | null)[]>;

/** Lines come after the rows: handed in beside the columns, they draw no other cell anew. */
export const LinesContext = createContext<Lines>(new Map());

/** The lines of rows that the chart names; none before its answer. */
export function linesOf(overTime: OverTimeAnswer | undefined): Lines {
  if (!overTime) return new Map();
  const buckets = bucketsOf(overTime.whole, overTime.step);
  return new Map(overTime.parts.map(({ key, rows }) => [key, pacesOf(buckets, rows)]));
}

/** A small line in each row, of the lines in `LinesContext`. */
export const SPARK_COLUMN: Column<CostRow> = {
  key: "spark",
  name: "Over time",
  title: "What an hour cost",
  cell: (row) => <RowSpark row={row} />,
};

function RowSpark({ row: { key, name } }: { row: CostRow }): ReactElement {
  const paces = useContext(LinesContext).get(key);
  return paces ? <SparkLine amounts={paces} label={`${name} over time`} /> : <SparkRoom />;
}
