import type { BudgetPeriodRow, BudgetRow } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useQuestion } from "../../../data/use-question.ts";
import { budgetPeriods } from "../../../data/watch-questions.ts";
import { MoneyText } from "../../../format/money-text.tsx";
import { seenShare, share } from "../../../format/share.ts";
import { stretch } from "../../../format/times.ts";
import { useReader } from "../../../format/use-reader.ts";
import { ScreenStates } from "../../../states/screen-states.tsx";

/** What its periods have cost, each against the amount that held then; asked for when it is opened. */
export function BudgetHistory({ budget }: { budget: BudgetRow }): ReactElement {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        History<span className="hidden"> of {budget.name}</span>
      </summary>
      {isOpen && <Periods budget={budget} />}
    </details>
  );
}

function Periods({ budget }: { budget: BudgetRow }): ReactElement {
  const periods = useQuestion(budgetPeriods({ id: budget.id }));
  const rows = periods.answer?.rows ?? [];
  const hasKeys = rows.some(({ key }) => key !== null);
  return (
    <ScreenStates
      asked={[periods]}
      skeletonRem={6}
      instead={rows.length === 0 ? <p className="row-detail">No period was looked at yet.</p> : null}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard */}
      <section className="scrolled" aria-label={`History of ${budget.name}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Period</th>
              {hasKeys && <th scope="col">Of</th>}
              <th scope="col">Spent</th>
              <th scope="col">Amount</th>
              <th scope="col">Share</th>
              <th scope="col">Seen</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <PeriodRow key={`${row.start} ${row.key ?? ""}`} row={row} budget={budget} hasKeys={hasKeys} />
            ))}
          </tbody>
        </table>
      </section>
    </ScreenStates>
  );
}

interface PeriodRowProps {
  row: BudgetPeriodRow;
  budget: BudgetRow;
  hasKeys: boolean;
}

function PeriodRow({ row, budget, hasKeys }: PeriodRowProps): ReactElement {
  const { locale } = useReader();
  const of = { start: Date.parse(row.start), end: Date.parse(row.end) };
  return (
    <tr>
      <th scope="row">{stretch(of, { locale, timeZone: budget.period.zone })}</th>
      {hasKeys && (
        <td>
          <bdi>{row.key ?? "–"}</bdi>
        </td>
      )}
      <td>
        <MoneyText amount={row.spent} currency={budget.currency} />
      </td>
      <td>
        <MoneyText amount={row.amount} currency={budget.currency} />
      </td>
      <td>{share(row.spentRatio, locale)}</td>
      <td>{seenShare(row.coverage, locale)}</td>
    </tr>
  );
}
