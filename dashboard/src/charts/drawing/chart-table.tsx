import type { ReactElement } from "react";
import "./charts.css";

/** Figures as text. The first column names the row. */
export interface ChartRows {
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
  readonly foot?: readonly string[] | undefined;
}

/** The figures of a chart as a table. It scrolls within itself. */
export function ChartTable({ caption, head, body, foot }: ChartRows & { caption: string }): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
    <section className="chart-table" aria-label={caption} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((text) => (
              <th key={text} scope="col">
                <bdi>{text}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((cells, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows have no other name, and do not move
            <TextRow key={index} cells={cells} />
          ))}
        </tbody>
        {foot && (
          <tfoot>
            <TextRow cells={foot} />
          </tfoot>
        )}
      </table>
    </section>
  );
}

function TextRow({ cells: [name = "", ...cells] }: { cells: readonly string[] }): ReactElement {
  return (
    <tr>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      {cells.map((text, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- cells are told apart by their column
        <td key={index}>{text}</td>
      ))}
    </tr>
  );
}
