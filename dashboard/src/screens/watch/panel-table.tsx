import { type ReactElement, type ReactNode, useState } from "react";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import { useGo, useView } from "../../url/use-view.ts";

interface PanelTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The order at first, as in `sort=`. */
  sort: string;
  /** What one row is, and several: "rule", "rules". */
  names: readonly [one: string, several: string];
  /** What stands there where there is no row. */
  none: ReactNode;
  /** One of several tables of a tab: its order is its own, and stands in no address. */
  isSecond?: boolean | undefined;
}

/** A list of what is kept or was found. */
export function PanelTable<Row>(props: PanelTableProps<Row>): ReactElement {
  const { caption, columns, rows, rowKey, sort, names, none, isSecond = false } = props;
  const view = useView();
  const go = useGo();
  const [own, setOwn] = useState(sort);
  if (rows.length === 0) return <>{none}</>;
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      sort={isSecond ? own : (view.sort ?? sort)}
      onSort={(next) => (isSecond ? setOwn(next) : go({ sort: next === sort ? null : next }))}
      footName={`${rows.length} ${rows.length === 1 ? names[0] : names[1]}`}
    />
  );
}

/** Nothing is kept of a kind yet, and what it would be good for. */
export function NothingKept({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <section className="state-box" data-kind="empty">
      <h2>{title}</h2>
      <p>{children}</p>
    </section>
  );
}
