import { type ReactElement, useMemo } from "react";
import { useClusterStatus } from "../../data/clusters.ts";
import { useExportable } from "../../export/exportable.ts";
import { useCostRows } from "../../rows/use-cost-rows.ts";
import { CoverageNote } from "../../states/coverage-note.tsx";
import { EmptyByFilter } from "../../states/empty-by-filter.tsx";
import { FirstHours } from "../../states/first-hours.tsx";
import { ScreenStates } from "../../states/screen-states.tsx";
import { useView } from "../../url/use-view.ts";
import { OverviewContent } from "./overview-content.tsx";
import "./overview.css";

/** What is spent, whether it is more, and whether it is true. */
export default function OverviewScreen(): ReactElement {
  const view = useView();
  const status = useClusterStatus();
  // The overview is always by namespace, and always says whether it is more.
  const compared = useMemo(
    () => ({ ...view, by: "namespace", versus: view.versus ?? "prev" }) as const,
    [view],
  );
  const found = useCostRows(compared);
  const { asked, exportable } = found;
  useExportable(exportable);

  const clusters = status.answer?.rows ?? [];
  const isFirst = status.answer !== undefined && clusters.every(({ hours }) => hours === 0);
  const empty = isFirst ? <FirstHours clusters={clusters} /> : <EmptyByFilter />;
  return (
    <>
      <h1 className="hidden">Overview</h1>
      <ScreenStates asked={[asked]} instead={found.all.length === 0 ? empty : null} skeletonRem={44}>
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
