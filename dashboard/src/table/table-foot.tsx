import { type ReactElement, useMemo } from "react";
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
  // Adding up ten thousand rows takes longer than a frame: not anew while they are scrolled through.
  const sums = useMemo(
    () => columns.slice(1).map((column) => ({ ...column, sum: column.foot?.(rows) })),
    [columns, rows],
  );
  return (
    <tfoot>
      <tr>
        <th scope="row" colSpan={canTick ? 2 : 1}>
          {tickedCount > 0 ? `${tickedCount} ticked` : footName}
        </th>
        {sums.map(({ key, isNumber, sum }) => (
          <td key={key} data-number={isNumber}>
            {sum}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}
