import type { AggregateKey, CompareAnswer, CompareRow } from "@kubecent/shared";
import { type ReactElement, useMemo } from "react";
import { DataTable } from "../../table/data-table.tsx";
import { useGo, useView } from "../../url/use-view.ts";
import { changeColumns } from "./change-columns.tsx";
import { rowName } from "./compare-row.ts";
import { dueMs } from "./window-cost.ts";

interface ChangesTableProps {
  answer: CompareAnswer;
  by: AggregateKey;
}

/** Every row that changed, the biggest changes first. The foot is the sum of the rows. */
export function ChangesTable({ answer, by }: ChangesTableProps): ReactElement {
  const view = useView();
  const go = useGo();
  const { currency, rows, window, before } = answer;
  const lengths = useMemo(() => ({ before: dueMs(before), now: dueMs(window) }), [before, window]);
  const columns = useMemo(() => changeColumns({ currency, by, lengths }), [currency, by, lengths]);
  return (
    <DataTable<CompareRow>
      caption="What changed, row by row"
      columns={columns}
      rows={rows}
      rowKey={rowName}
      sort={view.sort ?? "-change"}
      onSort={(sort) => go({ sort: sort === "-change" ? null : sort })}
      canTick
    />
  );
}
