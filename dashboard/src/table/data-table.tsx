import { type ReactElement, useCallback, useMemo, useRef, useState } from "react";
import { type Column, nextSorting, readSorting, sortRows } from "./column.ts";
import { TableFoot } from "./table-foot.tsx";
import { TableHead } from "./table-head.tsx";
import { TableRow } from "./table-row.tsx";
import { ROW_PX } from "./rows-in-sight.ts";
import { useArrowKeys } from "./use-arrow-keys.ts";
import { useVisibleRows } from "./use-visible-rows.ts";
import "./table.css";

/** Of the scrolled box, above and below. */
const BORDERS_PX = 2;

interface DataTableProps<Row> {
  /** What the table is, for those who do not see what stands around it. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** As in the address: `-cost`. */
  sort: string;
  onSort: (sort: string) => void;
  /** Offers a box for each row; the foot then adds up those that are ticked. */
  canTick?: boolean | undefined;
  /** What the foot's first cell calls all rows: "12 namespaces". */
  footName?: string | undefined;
}

/** A table of any length: sorted by its heads, added up in its foot. The first column names the row, and leads deeper. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactElement {
  const { caption, columns, rows, rowKey, sort, onSort, canTick = false, footName } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const sorting = useMemo(() => readSorting(sort), [sort]);
  const sorted = useMemo(() => sortRows(rows, columns, sorting), [rows, columns, sorting]);
  const { visible, before, after, scrollToRow } = useVisibleRows(sorted.length, scroll);
  useArrowKeys(scroll, sorted.length, scrollToRow);
  const counted = useMemo(() => rows.filter((row) => ticked.has(rowKey(row))), [rows, rowKey, ticked]);
  const tick = useCallback((key: string, isTicked: boolean): void => {
    setTicked((last) => {
      const next = new Set(last);
      if (isTicked) next.add(key);
      else next.delete(key);
      return next;
    });
  }, []);
  return (
    <div className="table-scroll" ref={scroll} style={{ containIntrinsicBlockSize: heightOf(sorted.length) }}>
      <table aria-rowcount={sorted.length + 2}>
        <caption className="hidden">{caption}</caption>
        <TableHead
          {...{ columns, sorting, canTick }}
          onSort={(column) => onSort(nextSorting(column, sorting))}
        />
        <tbody>
          <Spacer height={before} />
          {visible.flatMap((index) => {
            const row = sorted[index];
            if (row === undefined) return [];
            const key = rowKey(row);
            return (
              <TableRow
                key={key}
                {...{ row, index, columns }}
                name={key}
                onTick={canTick ? tick : undefined}
                isTicked={ticked.has(key)}
              />
            );
          })}
          <Spacer height={after} />
        </tbody>
        <TableFoot
          {...{ columns, canTick, footName }}
          rows={counted.length > 0 ? counted : rows}
          tickedCount={counted.length}
        />
      </table>
    </div>
  );
}

/** What the table will be tall, with its head and foot: the browser lays out what is in it when it comes near to sight. */
function heightOf(rows: number): string {
  return `auto ${(rows + 2) * ROW_PX + BORDERS_PX}px`;
}

/** Stands for the rows that are out of sight. */
function Spacer({ height }: { height: number }): ReactElement | null {
  if (height === 0) return null;
  return <tr aria-hidden="true" style={{ blockSize: height }} />;
}
