import type { ReactElement } from "react";
import { useMaySee } from "../../data/use-may-see-whole.ts";
import { FilterChips } from "../../panels/filter-chips.tsx";
import { NothingToShow } from "../../panels/nothing-to-show.tsx";
import { useExportable } from "../../export/exportable.ts";
import { CoverageNote } from "../../states/coverage-note.tsx";
import { NoRight } from "../../states/no-right.tsx";
import { ScreenStates } from "../../states/screen-states.tsx";
import { scopeSteps } from "../../url/scope-names.ts";
import { useView } from "../../url/use-view.ts";
import { ExploreContent } from "./explore-content.tsx";
import { shownName } from "../../rows/special-rows.ts";
import { FindField } from "../../panels/find-field.tsx";
import { useCostRows } from "../../rows/use-cost-rows.ts";
import "./explore.css";

/** Where the money goes: the rows of one level, for every level and for labels. */
export default function ExploreScreen(): ReactElement {
  const view = useView();
  const explored = useCostRows(view);
  const { asked, level, exportable } = explored;
  useExportable(exportable);
  const maySee = useMaySee(view);
  const here = scopeSteps(view.scope).at(-1);
  return (
    <>
      <header className="screen-head">
        <p className="kicker">{here?.level ?? "Everything"}</p>
        <h1>
          <bdi>{here ? shownName(here.name) : "All clusters"}</bdi>
        </h1>
      </header>
      <div className="toolbar">
        <FindField what={level.many} />
        <FilterChips />
      </div>
      <ScreenStates
        asked={[asked]}
        instead={explored.shown.length > 0 ? null : maySee ? <NothingToShow /> : <NoRight />}
      >
        {asked.answer && (
          <>
            <CoverageNote window={asked.answer.costs.window} coverage={asked.answer.costs.coverage} />
            <ExploreContent answer={asked.answer} explored={explored} />
          </>
        )}
      </ScreenStates>
    </>
  );
}
