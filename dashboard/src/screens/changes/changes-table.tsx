import type { AggregateKey, CompareAnswer, CompareRow } from "@kubecent/shared";
import { type ReactElement, useMemo } from "react";
import { DataTable } from "../../table/data-table.tsx";
import { useGo, useView } from "../../url/use-view.ts";
import { changeColumns } from "./change-columns.tsx";
import { rowName } from "./compare-row.ts";
import type { WindowLengths } from "./hourly.ts";

interface ChangesTableProps {
  answer: CompareAnswer;
  by: AggregateKey;
  lengths: WindowLengths;
}

/** Every row that changed, the biggest changes first. The foot is the sum of the rows. */
export function ChangesTable({ answer, by, lengths }: ChangesTableProps): ReactElement {
  const view = useView();
  const go = useGo();
  const { currency, rows } = answer;
  const { before, now } = lengths;
  const columns = useMemo(
    () => changeColumns({ currency, by, lengths: { before, now } }),
    [currency, by, before, now],
  );
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
