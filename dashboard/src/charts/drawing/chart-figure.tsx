import { type ReactElement, type ReactNode, useId, useState } from "react";
import { ChartTable, type ChartRows } from "./chart-table.tsx";
import "./charts.css";

interface ChartFigureProps {
  /** A sentence that says what is to be seen. */
  caption: string;
  /** The same figures as rows. Called when the table is opened; undefined as long as there are none. */
  rows: (() => ChartRows) | undefined;
  children: ReactNode;
}

/** A chart with its sentence, and the table of the same figures for those who would rather read. */
export function ChartFigure({ caption, rows, children }: ChartFigureProps): ReactElement {
  const [isTable, setIsTable] = useState(false);
  const tableId = useId();
  return (
    <figure className="chart">
      <div className="chart-head">
        <figcaption>{caption}</figcaption>
        <button
          type="button"
          className="link"
          aria-expanded={isTable}
          aria-controls={tableId}
          disabled={rows === undefined}
          onClick={() => setIsTable(!isTable)}
        >
          {isTable ? "Show as chart" : "Show as table"}
        </button>
      </div>
      <div id={tableId}>{isTable && rows ? <ChartTable caption={caption} {...rows()} /> : children}</div>
    </figure>
  );
}
