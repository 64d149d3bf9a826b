import type { AlertRow } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useQuestion } from "../../../data/use-question.ts";
import { foundAlerts } from "../../../data/watch-questions.ts";
import { useExportable } from "../../../export/exportable.ts";
import { useCaller, useMay } from "../../../session/signed-in.tsx";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { useHref, useView } from "../../../url/use-view.ts";
import { NothingKept, PanelTable } from "../panel-table.tsx";
import { SilenceForm } from "../silences/silence-form.tsx";
import { ALERTS_NOW } from "../watch-questions.ts";
import { alertColumns } from "./alert-columns.tsx";
import { isOfScope, silenceMatchOf } from "./alert-words.ts";

const RESOLVED = { phase: "resolved", limit: 200 } as const;

/** What rules have found: what fires, what is about to, and what has ended. */
export default function AlertsTab(): ReactElement {
  const { scope } = useView();
  const mayEdit = useMay("alert:edit");
  const [showsEnded, setShowsEnded] = useState(false);
  const [silenced, setSilenced] = useState<AlertRow | null>(null);
  const now = useQuestion(foundAlerts(ALERTS_NOW));
  const ended = useQuestion(foundAlerts(showsEnded ? RESOLVED : null));
  useExportable({ procedure: "cost.alerts", input: showsEnded ? RESOLVED : ALERTS_NOW, isWhole: true });
  const shown = showsEnded ? ended : now;
  const rows = (shown.answer?.rows ?? []).filter((row) => isOfScope(row, scope));
  return (
    <>
      <div className="toolbar">
        <label>
          <input
            type="checkbox"
            checked={showsEnded}
            onChange={({ target }) => setShowsEnded(target.checked)}
          />{" "}
          Those that have ended
        </label>
      </div>
      <ScreenStates asked={[shown]}>
        <PanelTable
          caption={showsEnded ? "Alerts that have ended" : "Alerts that fire or are pending"}
          columns={alertColumns(mayEdit ? setSilenced : null)}
          rows={rows}
          rowKey={({ id }) => id}
          sort={showsEnded ? "-since" : "-severity"}
          names={["alert", "alerts"]}
          none={<NoAlerts isEnded={showsEnded} />}
        />
      </ScreenStates>
      {silenced && <SilenceAlert alert={silenced} onClose={() => setSilenced(null)} />}
    </>
  );
}

function NoAlerts({ isEnded }: { isEnded: boolean }): ReactElement {
  const href = useHref();
  return (
    <NothingKept title={isEnded ? "Nothing has ended lately" : "Nothing fires"}>
      No rule that you see has found anything here. <a href={href({ tab: "rules" })}>The rules</a> say what is
      looked at.
    </NothingKept>
  );
}

function SilenceAlert({ alert, onClose }: { alert: AlertRow; onClose: () => void }): ReactElement {
  const { scope } = useCaller();
  return (
    <SilenceForm
      match={silenceMatchOf(alert)}
      name={alert.title.slice(0, 150)}
      scope={scope}
      onClose={onClose}
    />
  );
}
