import type { ReactElement } from "react";
import type { Column, Sorting } from "./column.ts";

interface TableHeadProps<Row> {
  columns: readonly Column<Row>[];
  sorting: Sorting;
  canTick: boolean;
  onSort: (column: Column<Row>) => void;
}

/** The names of the columns; pressing one sorts by it. */
export function TableHead<Row>({ columns, sorting, canTick, onSort }: TableHeadProps<Row>): ReactElement {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {canTick && (
          <th scope="col" className="tick">
            <span className="hidden">Add up</span>
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.key}
            scope="col"
            title={column.title}
            data-number={column.isNumber}
            aria-sort={sortOf(column, sorting)}
          >
            {column.compare ? (
              <button type="button" className="cell" onClick={() => onSort(column)}>
                {column.name}
              </button>
            ) : (
              column.name
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function sortOf<Row>(
  { key, compare }: Column<Row>,
  sorting: Sorting,
): "ascending" | "descending" | undefined {
  if (!compare || sorting.key !== key) return undefined;
  return sorting.isDescending ? "descending" : "ascending";
}
