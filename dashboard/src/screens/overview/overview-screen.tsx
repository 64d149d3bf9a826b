import type { ReactElement } from "react";
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
  const compared = { ...view, by: "namespace", versus: view.versus ?? "prev" } as const;
  const found = useCostRows(compared);
  const { costs, exportable } = found;
  useExportable(exportable);

  const clusters = status.answer?.rows ?? [];
  const isFirst = status.answer !== undefined && clusters.every(({ hours }) => hours === 0);
  const empty = isFirst ? <FirstHours clusters={clusters} /> : <EmptyByFilter />;
  return (
    <ScreenStates
      asked={[costs, found.compared]}
      instead={found.all.length === 0 ? empty : null}
      skeletonRem={44}
    >
      {costs.answer && found.compared.answer && (
        <>
          <CoverageNote window={costs.answer.window} coverage={costs.answer.coverage} />
          <OverviewContent
            view={compared}
            answer={costs.answer}
            compared={found.compared.answer}
            found={found}
          />
        </>
      )}
    </ScreenStates>
  );
}
