import type { AlertSilenceRow } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { SILENCES } from "../../../data/watch-questions.ts";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { useExportable } from "../../../export/exportable.ts";
import { useMay } from "../../../session/signed-in.tsx";
import { ScreenStates } from "../../../states/screen-states.tsx";
import type { Column } from "../../../table/column.ts";
import { CellButton, CellText, MomentCell, pairsInWords } from "../cells.tsx";
import { useMayEdit } from "../may-edit.ts";
import { NothingKept, PanelTable } from "../panel-table.tsx";
import { SilenceForm } from "./silence-form.tsx";

/** What is silenced, now or by a plan. Alerts go on firing meanwhile, and are told afterwards if they still do. */
export default function SilencesTab(): ReactElement {
  const silences = useQuestion(SILENCES);
  const mayMake = useMay("alert:edit");
  const mayEdit = useMayEdit();
  const [open, setOpen] = useState<"new" | AlertSilenceRow | null>(null);
  useExportable({ procedure: "alerts.silences.list", input: {}, isWhole: true });
  const columns = silenceColumns((row) => (mayEdit(row.scope) ? setOpen : null));
  return (
    <>
      {mayMake && (
        <div className="toolbar">
          <button type="button" className="primary" onClick={() => setOpen("new")}>
            New silence
          </button>
        </div>
      )}
      <ScreenStates asked={[silences]}>
        <PanelTable
          caption="Silences"
          columns={columns}
          rows={silences.answer?.rows ?? []}
          rowKey={({ id }) => id}
          sort="-active"
          names={["silence", "silences"]}
          none={
            <NothingKept title="Nothing is silenced">
              A silence keeps alerts from being told for a time, such as a planned rollout.
            </NothingKept>
          }
        />
      </ScreenStates>
      {open === "new" && <SilenceForm onClose={() => setOpen(null)} />}
      {open !== null && open !== "new" && <EndSilence silence={open} onClose={() => setOpen(null)} />}
    </>
  );
}

type EndOf = (row: AlertSilenceRow) => ((row: AlertSilenceRow) => void) | null;

function silenceColumns(endOf: EndOf): readonly Column<AlertSilenceRow>[] {
  return [
    {
      key: "name",
      name: "Silence",
      cell: ({ name }) => <bdi>{name}</bdi>,
      compare: (one, other) => one.name.localeCompare(other.name),
    },
    {
      key: "active",
      name: "Now",
      cell: ({ active }) => (active ? <span className="badge">holds</span> : "–"),
      compare: (one, other) => Number(one.active) - Number(other.active),
    },
    { key: "match", name: "Alerts with", cell: ({ match }) => <CellText text={pairsInWords(match)} /> },
    {
      key: "until",
      name: "Until",
      cell: ({ until }) => <MomentCell at={until ?? null} reason="Its plan has no end" />,
      compare: (one, other) => (one.until ?? "9").localeCompare(other.until ?? "9"),
    },
    {
      key: "plan",
      name: "Plan",
      cell: ({ plan }) => (plan ? <CellText text={`${plan.cron} ${plan.zone}, ${plan.hours} h`} /> : "–"),
    },
    { key: "reason", name: "Reason", cell: ({ reason }) => <CellText text={reason === "" ? "–" : reason} /> },
    { key: "by", name: "By", cell: ({ createdBy }) => <bdi>{createdBy}</bdi> },
    {
      key: "end",
      name: "End",
      cell: (row) => {
        const end = endOf(row);
        return end ? <CellButton text="End" of={row.name} onPress={() => end(row)} /> : "–";
      },
    },
  ];
}

function EndSilence({ silence, onClose }: { silence: AlertSilenceRow; onClose: () => void }): ReactElement {
  const remove = useChange({
    make: ({ alerts }, input: { id: string }) => alerts.silences.delete.mutate(input),
    touches: ["alerts.silences.", "cost.alerts"],
  });
  return (
    <FormDialog
      title={`End ${silence.name}?`}
      action="End it"
      isDanger
      change={remove}
      onSubmit={() => remove.mutate({ id: silence.id }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>Alerts that still fire are told then.</p>
    </FormDialog>
  );
}
