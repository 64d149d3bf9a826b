import type { ReactElement } from "react";
import { WaterfallChart } from "../../charts/drawing/waterfall-chart.tsx";
import { useExportable } from "../../export/exportable.ts";
import { dueMs } from "../../format/monthly.ts";
import { stretch } from "../../format/times.ts";
import { useReader } from "../../format/use-reader.ts";
import { FilterChips } from "../../panels/filter-chips.tsx";
import { NothingToShow } from "../../panels/nothing-to-show.tsx";
import { Panel } from "../../panels/panel.tsx";
import { CoverageNote } from "../../states/coverage-note.tsx";
import { ScreenStates } from "../../states/screen-states.tsx";
import { useView } from "../../url/use-view.ts";
import { LazyWhy } from "../../why/lazy-why.tsx";
import { ChangeSentence } from "./change-sentence.tsx";
import { changeWhy } from "./change-why.ts";
import { ChangesTable } from "./changes-table.tsx";
import { NothingBefore } from "./nothing-before.tsx";
import { useChanges } from "./use-changes.ts";

/** Why it costs more, or less, than before. */
export default function ChangesScreen(): ReactElement {
  const view = useView();
  const reader = useReader();
  const { question, compared, asked, steps, before, isWhole } = useChanges(view);
  useExportable({ procedure: "cost.compare", input: question });
  const { answer } = compared;
  const isEmpty = answer?.rows.length === 0;
  const lengths = answer && { before: dueMs(answer.before), now: dueMs(answer.window) };
  return (
    <>
      <header className="screen-head">
        <p className="kicker">Changes</p>
        <h1>Why did it change?</h1>
      </header>
      <FilterChips />
      <ScreenStates asked={asked} instead={isEmpty ? <NothingToShow /> : null} skeletonRem={44}>
        {answer && lengths && steps && before && (
          <>
            <ChangeSentence answer={answer} steps={steps} />
            <CoverageNote window={answer.window} coverage={answer.coverage} />
            {before.coverage.ratio < 1 && <NothingBefore before={before} />}
            <Panel
              title="From the earlier window to this one"
              note={`${stretch(stretchOf(answer.before), reader)} against ${stretch(stretchOf(answer.window), reader)}. The steps add up to the nano.`}
            >
              <WaterfallChart
                caption="What each cause adds to the cost, or takes from it"
                steps={steps}
                currency={answer.currency}
              />
            </Panel>
            <ChangesTable answer={answer} by={view.by ?? "namespace"} lengths={lengths} />
            {!compared.isOld && (
              <LazyWhy target={changeWhy({ view, answer, steps, isWhole, lengths })} window={answer.window} />
            )}
          </>
        )}
      </ScreenStates>
    </>
  );
}

function stretchOf({ start, end }: { start: string; end: string }): { start: number; end: number } {
  return { start: Date.parse(start), end: Date.parse(end) };
}
