import type { ReactElement } from "react";
import { useExportable } from "../../export/exportable.ts";
import { FilterChips } from "../../panels/filter-chips.tsx";
import { Tabs } from "../../panels/tabs.tsx";
import { ScreenStates } from "../../states/screen-states.tsx";
import { useView } from "../../url/use-view.ts";
import { LazyWhy } from "../../why/lazy-why.tsx";
import { isAdviceFound } from "./advice-words.ts";
import { AdviceEvidence } from "./evidence/advice-evidence.tsx";
import { NoAdvice } from "./no-advice.tsx";
import { SavingsLead } from "./savings-lead.tsx";
import { SavingsNumbers } from "./savings-numbers.tsx";
import { SavingsRows } from "./savings-rows.tsx";
import type { SavingsTab } from "./savings-questions.ts";
import { savingsWhy } from "./savings-why.ts";
import { useExplainedRows, useSavings } from "./use-savings.ts";
import { useWhyNoBill } from "./use-why-no-bill.ts";

/** What can be stopped paying for: freed on nodes and off the bill, never mixed; each with its evidence. */
export default function SavingsScreen(): ReactElement {
  const view = useView();
  const { tab, listed, rows, sums, saved } = useSavings(view);
  const whyNoBill = useWhyNoBill(view);
  useExportable({ procedure: "recommendations.list", input: listed, differs: whatFilesHave(tab, view.find) });
  const asked = [rows, sums, saved];
  const all =
    tab === "no-advice" ? rows.answer?.rows.filter(({ insufficient }) => insufficient) : rows.answer?.rows;
  const shown = all?.filter((row) => isAdviceFound(row, view.find)) ?? [];
  const explained = useExplainedRows(rows.answer?.rows);
  const why = sums.answer && savingsWhy({ why: view.why, sums: sums.answer, rows: explained });
  return (
    <>
      <header className="screen-head">
        <p className="kicker">Savings</p>
        <h1>What can we stop paying for?</h1>
      </header>
      <FilterChips />
      <ScreenStates
        asked={asked}
        instead={rows.answer && sums.answer?.until === null ? <NoAdvice /> : null}
        skeletonRem={48}
      >
        {rows.answer && sums.answer && saved.answer && (
          <>
            <SavingsLead sums={sums.answer} />
            <SavingsNumbers sums={sums.answer} saved={saved.answer} whyNoBill={whyNoBill} />
            <Tabs
              label="Recommendations"
              tabs={[
                { key: "open", name: `To do: ${sums.answer.totals.count}` },
                { key: "applied", name: "What became of it" },
                { key: "dismissed", name: `Put aside: ${sums.answer.dismissed.count}` },
                { key: "no-advice", name: "Nothing to advise" },
                { key: "patches", name: "Patches" },
              ]}
            />
            <SavingsRows tab={tab} rows={shown} answer={rows.answer} saved={saved.answer} />
            {why && !asked.some(({ isOld }) => isOld) && (
              <LazyWhy target={why.target} window={why.window}>
                {why.advice && <AdviceEvidence advice={why.advice} currency={sums.answer.currency} />}
              </LazyWhy>
            )}
          </>
        )}
      </ScreenStates>
    </>
  );
}

/** What a file has beside what is seen. */
function whatFilesHave(tab: SavingsTab, find: string): string | undefined {
  if (tab === "no-advice") return "A file and a call also have what there is advice for.";
  return find === "" ? undefined : "A file and a call have all rows, also those that the search hides.";
}
