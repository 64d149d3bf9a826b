import type { ReactElement } from "react";
import type { Column } from "./column.ts";

interface TableFootProps<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  canTick: boolean;
  tickedCount: number;
  footName: string | undefined;
}

/** The sum of the rows, or of those that are ticked. */
export function TableFoot<Row>(props: TableFootProps<Row>): ReactElement {
  const { columns, rows, canTick, tickedCount, footName = `${rows.length} rows` } = props;
  const [, ...others] = columns;
  return (
    <tfoot>
      <tr>
        <th scope="row" colSpan={canTick ? 2 : 1}>
          {tickedCount > 0 ? `${tickedCount} ticked` : footName}
        </th>
        {others.map((column) => (
          <td key={column.key} data-number={column.isNumber}>
            {column.foot?.(rows)}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}
