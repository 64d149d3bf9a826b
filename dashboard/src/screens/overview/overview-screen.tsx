import { type ReactElement, useMemo } from "react";
import { useExportable } from "../../export/exportable.ts";
import { FilterChips } from "../../panels/filter-chips.tsx";
import { NothingToShow } from "../../panels/nothing-to-show.tsx";
import { useCostRows } from "../../rows/use-cost-rows.ts";
import { CoverageNote } from "../../states/coverage-note.tsx";
import { ScreenStates } from "../../states/screen-states.tsx";
import { useView } from "../../url/use-view.ts";
import { OverviewContent } from "./overview-content.tsx";
import { overviewOf } from "./overview-view.ts";
import "./overview.css";

/** What is spent, whether it is more, and whether it is true. */
export default function OverviewScreen(): ReactElement {
  const view = useView();
  const compared = useMemo(() => overviewOf(view), [view]);
  const found = useCostRows(compared);
  const { asked, exportable } = found;
  useExportable(exportable);

  return (
    <>
      <h1 className="hidden">Overview</h1>
      <FilterChips />
      <ScreenStates
        asked={[asked]}
        instead={found.all.length === 0 ? <NothingToShow /> : null}
        skeletonRem={44}
      >
        {asked.answer?.compared && (
          <>
            <CoverageNote window={asked.answer.costs.window} coverage={asked.answer.costs.coverage} />
            <OverviewContent answer={asked.answer.costs} compared={asked.answer.compared} found={found} />
          </>
        )}
      </ScreenStates>
    </>
  );
}
