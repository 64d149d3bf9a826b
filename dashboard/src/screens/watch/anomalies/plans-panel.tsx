import type { AnomalyPlanRow } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { PLANS } from "../../../data/watch-questions.ts";
import { ChangeTrouble } from "../../../dialogs/change-trouble.tsx";
import { Panel } from "../../../panels/panel.tsx";
import { useMay } from "../../../session/signed-in.tsx";
import { ScreenStates } from "../../../states/screen-states.tsx";
import type { Column } from "../../../table/column.ts";
import { CellButton, CellText } from "../cells.tsx";
import { PanelTable } from "../panel-table.tsx";
import { PlanForm } from "./plan-form.tsx";
import { useMayPlan } from "./use-may-plan.ts";

/** Days on which something will cost unusually much or little, and nobody is to be told. */
export function PlansPanel(): ReactElement {
  const plans = useQuestion(PLANS);
  const mayMake = useMay("alert:edit");
  const mayPlan = useMayPlan();
  const [isMaking, setMaking] = useState(false);
  const remove = useChange({
    make: ({ anomalies }, input: { id: string }) => anomalies.unplan.mutate(input),
    touches: ["anomalies."],
  });
  const columns = planColumns((row) =>
    mayPlan(row) ? (
      <CellButton
        text="Delete"
        of={`${row.first} to ${row.last}`}
        isDisabled={remove.isPending}
        onPress={() => remove.mutate({ id: row.id })}
      />
    ) : (
      "–"
    ),
  );
  return (
    <Panel
      title="Planned days"
      note="Unusual costs on them, and on days like them of the next month, are noted and told to nobody."
    >
      {mayMake && (
        <div className="toolbar">
          <button type="button" onClick={() => setMaking(true)}>
            Plan days
          </button>
        </div>
      )}
      {remove.error && <ChangeTrouble error={remove.error} />}
      <ScreenStates asked={[plans]} skeletonRem={4}>
        <PanelTable
          caption="Planned days"
          columns={columns}
          rows={plans.answer?.rows ?? []}
          rowKey={({ id }) => id}
          sort="-first"
          isSecond
          names={["plan", "plans"]}
          none={<p className="row-detail">No days are planned.</p>}
        />
      </ScreenStates>
      {isMaking && <PlanForm onClose={() => setMaking(false)} />}
    </Panel>
  );
}

function planColumns(
  actions: (row: AnomalyPlanRow) => ReactElement | string,
): readonly Column<AnomalyPlanRow>[] {
  return [
    {
      key: "what",
      name: "What",
      cell: (row) => <CellText text={planPlace(row)} />,
      compare: (one, other) => planPlace(one).localeCompare(planPlace(other)),
    },
    {
      key: "first",
      name: "First day (UTC)",
      cell: ({ first }) => first,
      compare: (one, other) => one.first.localeCompare(other.first),
    },
    { key: "last", name: "Last day", cell: ({ last }) => last },
    { key: "note", name: "Note", cell: ({ note }) => <CellText text={note ?? "–"} /> },
    { key: "by", name: "By", cell: ({ createdBy }) => <bdi>{createdBy}</bdi> },
    { key: "actions", name: "Do", cell: actions },
  ];
}

function planPlace({ cluster, namespace, controllerKind, controller }: AnomalyPlanRow): string {
  const workload = controller === null ? null : [controllerKind, controller].filter(Boolean).join("/");
  return [cluster, namespace ?? "all namespaces", workload].filter((part) => part !== null).join(" / ");
}
