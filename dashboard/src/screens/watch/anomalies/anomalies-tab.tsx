import { type ReactElement, useState } from "react";
import { useQuestion } from "../../../data/use-question.ts";
import { anomalies } from "../../../data/watch-questions.ts";
import { useExportable } from "../../../export/exportable.ts";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { useView } from "../../../url/use-view.ts";
import { LazyWhy } from "../../../why/lazy-why.tsx";
import { NothingKept, PanelTable } from "../panel-table.tsx";
import { anomalyColumns } from "./anomaly-columns.tsx";
import { AnomalyEvidence } from "./anomaly-evidence.tsx";
import { anomalyWhy } from "./anomaly-why.ts";
import { PlansPanel } from "./plans-panel.tsx";

const PAGE_ROWS = 200;

/** What cost something that it does not usually cost, with its cause; and days that are planned to. */
export default function AnomaliesTab(): ReactElement {
  const { scope, why } = useView();
  const [isAll, setIsAll] = useState(false);
  const [before, setBefore] = useState<string>();
  const { cluster, namespace } = scope;
  const input = {
    limit: PAGE_ROWS,
    ...(cluster !== undefined && { cluster }),
    ...(namespace !== undefined && { namespace }),
    ...(isAll && { all: true }),
    ...(before !== undefined && { before }),
  };
  const found = useQuestion(anomalies(input));
  useExportable({ procedure: "anomalies.list", input, isWhole: true });
  const rows = found.answer?.rows ?? [];
  const explained = anomalyWhy(why, rows);
  return (
    <>
      <div className="toolbar">
        <label>
          <input type="checkbox" checked={isAll} onChange={({ target }) => setIsAll(target.checked)} /> Also
          those that another one tells of
        </label>
        {before !== undefined && (
          <button type="button" onClick={() => setBefore(undefined)}>
            Newest
          </button>
        )}
        {found.answer?.nextBefore && (
          <button type="button" onClick={() => setBefore(found.answer?.nextBefore ?? undefined)}>
            Older
          </button>
        )}
      </div>
      <ScreenStates asked={[found]}>
        <PanelTable
          caption="Anomalies"
          columns={ANOMALY_COLUMNS}
          rows={rows}
          rowKey={({ id }) => id}
          sort="-opened"
          names={["anomaly", "anomalies"]}
          none={<NoAnomalies isJudged={(found.answer?.judged.length ?? 0) > 0} />}
        />
      </ScreenStates>
      {found.state.kind !== "loading" && <PlansPanel />}
      {explained && !found.isOld && (
        <LazyWhy target={explained.target} window={explained.window}>
          {explained.anomaly && <AnomalyEvidence anomaly={explained.anomaly} />}
        </LazyWhy>
      )}
    </>
  );
}

const ANOMALY_COLUMNS = anomalyColumns();

function NoAnomalies({ isJudged }: { isJudged: boolean }): ReactElement {
  return isJudged ? (
    <NothingKept title="Nothing was unusual">
      Each day that has ended was held against what is usual for it, and none of the last 92 stood out.
    </NothingKept>
  ) : (
    <NothingKept title="No day was judged yet">
      A day is judged some hours after its end (UTC), once enough days before it are known to say what is
      usual.
    </NothingKept>
  );
}
