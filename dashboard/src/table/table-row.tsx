import type { ReactElement } from "react";
import type { Column } from "./column.ts";

interface TableRowProps<Row> {
  row: Row;
  index: number;
  columns: readonly Column<Row>[];
  isTicked: boolean;
  onTick: ((isTicked: boolean) => void) | undefined;
}

/** One row. Its first cell is its head. */
export function TableRow<Row>({ row, index, columns, isTicked, onTick }: TableRowProps<Row>): ReactElement {
  const [head, ...others] = columns;
  return (
    <tr aria-rowindex={index + 2} data-row={index} data-ticked={isTicked || undefined}>
      {onTick && (
        <td className="tick">
          <input
            type="checkbox"
            checked={isTicked}
            aria-label={`Add up row ${index + 1}`}
            onChange={({ target }) => onTick(target.checked)}
          />
        </td>
      )}
      {head && <th scope="row">{head.cell(row)}</th>}
      {others.map((column) => (
        <td key={column.key} data-number={column.isNumber}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}
