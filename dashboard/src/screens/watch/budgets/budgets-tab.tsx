import type { BudgetStanding, ForecastAnswer } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useQuestion } from "../../../data/use-question.ts";
import { budgetStandings } from "../../../data/watch-questions.ts";
import { useExportable } from "../../../export/exportable.ts";
import { useCaller, useMay } from "../../../session/signed-in.tsx";
import type { Asked } from "../../../states/asked.ts";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { useView } from "../../../url/use-view.ts";
import { LazyWhy } from "../../../why/lazy-why.tsx";
import { BUDGETS_A_PAGE } from "../watch-questions.ts";
import { BudgetForm } from "./budget-form.tsx";
import { BudgetStandingView } from "./budget-standing-view.tsx";
import { budgetWhy } from "./budget-why.ts";
import { MonthPanel } from "./month-panel.tsx";
import { isAboutScope, worstFirst } from "./standing-words.ts";

/** Budgets, those first that want a look most, and what the month will cost. */
export function BudgetsTab({ coming }: { coming: Asked<ForecastAnswer> }): ReactElement {
  const view = useView();
  const caller = useCaller();
  const mayEdit = useMay("alert:edit");
  const [after, setAfter] = useState<string>();
  const [isMaking, setMaking] = useState(false);
  const input = { limit: BUDGETS_A_PAGE, ...(after !== undefined && { after }) };
  const standings = useQuestion(budgetStandings(input));
  useExportable({ procedure: "budgets.standings", input, isWhole: true });
  const { answer } = standings;
  const rows = (answer?.rows ?? []).filter(({ budget }) => isAboutScope(budget, view.scope));
  const why = budgetWhy({ view, caller, standings: rows, coming: coming.answer });
  return (
    <>
      <div className="toolbar">
        {mayEdit && (
          <button type="button" className="primary" onClick={() => setMaking(true)}>
            New budget
          </button>
        )}
        {after !== undefined && (
          <button type="button" onClick={() => setAfter(undefined)}>
            First budgets
          </button>
        )}
        {answer?.nextAfter && (
          <button type="button" onClick={() => setAfter(answer.nextAfter ?? undefined)}>
            More budgets
          </button>
        )}
      </div>
      <ScreenStates asked={[standings]} skeletonRem={14} instead={rows.length === 0 ? <NoBudgets /> : null}>
        <p className="row-detail">
          A bar is what was spent; the line across it is the amount, the notch what is usually spent by now,
          the dashed stretch what is expected.
        </p>
        <Standings rows={rows} />
      </ScreenStates>
      {/* How tall the list above will be is not known: what stands below it waits. */}
      {standings.state.kind !== "loading" && <MonthPanel coming={coming} />}
      {why && <LazyWhy target={why.target} window={why.window} />}
      {isMaking && <BudgetForm budget={null} onClose={() => setMaking(false)} />}
    </>
  );
}

function Standings({ rows }: { rows: readonly BudgetStanding[] }): ReactElement {
  return (
    <ul className="standings" aria-label="Budgets">
      {rows.toSorted(worstFirst).map((standing) => (
        <BudgetStandingView key={standing.budget.id} standing={standing} />
      ))}
    </ul>
  );
}

function NoBudgets(): ReactElement {
  const { scope } = useView();
  const isNarrowed = scope.cluster !== undefined;
  return (
    <section className="state-box" data-kind="empty">
      <h2>{isNarrowed ? "No budget is about this part" : "There is no budget yet"}</h2>
      <p>
        A budget is a stored question with an amount: it says when the money will not last, before it is
        spent.
      </p>
    </section>
  );
}
