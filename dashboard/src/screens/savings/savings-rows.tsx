import type { RecommendationListAnswer, RecommendationRow, RecommendationSavings } from "@kubecent/shared";
import { type ReactElement, useMemo } from "react";
import { MOST_ROWS } from "../../data/ask-all.ts";
import { EmptyByFilter } from "../../states/empty-by-filter.tsx";
import { DataTable } from "../../table/data-table.tsx";
import { useGo, useView } from "../../url/use-view.ts";
import { FindField } from "../../panels/find-field.tsx";
import { openColumns } from "./advice-columns.tsx";
import { Patches } from "./patches.tsx";
import { SavedDays } from "./saved-days.tsx";
import type { SavingsTab } from "./savings-questions.ts";
import { appliedColumns, dismissedColumns, noAdviceColumns } from "./settled-columns.tsx";

interface SavingsRowsProps {
  tab: SavingsTab;
  rows: readonly RecommendationRow[];
  answer: RecommendationListAnswer;
  saved: RecommendationSavings;
}

const LISTS = {
  open: { columns: openColumns, sort: "-freed", caption: "What can be done", none: "Nothing is left to do" },
  applied: {
    columns: appliedColumns,
    sort: "-applied",
    caption: "What was applied, and what came of it",
    none: "Nothing was applied yet",
  },
  dismissed: {
    columns: dismissedColumns,
    sort: "-freed",
    caption: "What was put aside",
    none: "Nothing was put aside",
  },
  "no-advice": {
    columns: noAdviceColumns,
    sort: "-cost",
    caption: "What nothing can be advised for",
    none: "For everything there is a number",
  },
} as const;

/** The rows under a tab. */
export function SavingsRows({ tab, rows, answer, saved }: SavingsRowsProps): ReactElement {
  if (tab === "patches") return <Patches rows={answer.rows} />;
  return (
    <>
      {tab === "applied" && <SavedDays saved={saved} />}
      <AdviceTable tab={tab} rows={rows} answer={answer} />
    </>
  );
}

interface AdviceTableProps extends Omit<SavingsRowsProps, "saved"> {
  tab: Exclude<SavingsTab, "patches">;
}

function AdviceTable({ tab, rows, answer }: AdviceTableProps): ReactElement {
  const view = useView();
  const go = useGo();
  const { columns: columnsOf, sort, caption, none } = LISTS[tab];
  const { currency } = answer;
  const columns = useMemo(() => columnsOf(currency), [columnsOf, currency]);
  return (
    <>
      <div className="toolbar">
        <FindField what="in these recommendations" />
        {answer.nextCursor !== null && (
          <span className="choice-note">The first {MOST_ROWS} are shown; a file has all.</span>
        )}
      </div>
      {rows.length === 0 ? (
        <NoRows text={none} />
      ) : (
        <DataTable
          key={tab}
          caption={caption}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          sort={view.sort ?? sort}
          onSort={(next) => go({ sort: next === sort ? null : next })}
          canTick
          footName={`${rows.length} ${rows.length === 1 ? "recommendation" : "recommendations"}`}
        />
      )}
    </>
  );
}

function NoRows({ text }: { text: string }): ReactElement {
  const { filters, find } = useView();
  if (filters.length > 0 || find !== "") return <EmptyByFilter />;
  return (
    <section className="state-box" data-kind="empty">
      <h2>{text}</h2>
      <p>The closed days were looked at, and this is what was found.</p>
    </section>
  );
}
