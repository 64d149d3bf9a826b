import { memo, type ReactElement } from "react";
import type { Column } from "./column.ts";

interface TableRowProps<Row> {
  row: Row;
  /** By which it is ticked. */
  name: string;
  index: number;
  columns: readonly Column<Row>[];
  isTicked: boolean;
  onTick: ((name: string, isTicked: boolean) => void) | undefined;
}

function DrawnRow<Row>(props: TableRowProps<Row>): ReactElement {
  const { row, name, index, columns, isTicked, onTick } = props;
  const [head, ...others] = columns;
  return (
    <tr aria-rowindex={index + 2} data-row={index} data-ticked={isTicked || undefined}>
      {onTick && (
        <td className="tick">
          <input
            type="checkbox"
            checked={isTicked}
            aria-label={`Add up row ${index + 1}`}
            onChange={({ target }) => onTick(name, target.checked)}
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

/** One row. Its first cell is its head. Rows that stay in sight are not drawn anew while others scroll into it. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- memo leaves out the type parameter, and nothing else
export const TableRow = memo(DrawnRow) as typeof DrawnRow;
