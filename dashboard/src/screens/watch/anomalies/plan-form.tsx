import type { AnomalyPlanInput } from "@kubecent/shared";
import type { ReactElement } from "react";
import { useClusters } from "../../../data/clusters.ts";
import { useChange } from "../../../data/use-change.ts";
import { textOf, textOrNone } from "../../../dialogs/field-values.ts";
import { ChoiceField, TextField } from "../../../dialogs/fields.tsx";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { useView } from "../../../url/use-view.ts";

/** Plans days on which something will cost unusually much or little. */
export function PlanForm({ onClose }: { onClose: () => void }): ReactElement {
  const { scope } = useView();
  const clusters = useClusters();
  const plan = useChange({
    make: ({ anomalies }, input: AnomalyPlanInput) => anomalies.plan.mutate(input),
    touches: ["anomalies."],
  });
  return (
    <FormDialog
      title="Plan days"
      action="Plan them"
      change={plan}
      onSubmit={(fields) => plan.mutate(readPlan(fields), { onSuccess: onClose })}
      onClose={onClose}
    >
      <ChoiceField
        label="Cluster"
        name="cluster"
        defaultValue={scope.cluster}
        options={clusters.map(({ cluster }) => [cluster, cluster])}
      />
      <TextField
        label="Namespace"
        name="namespace"
        placeholder="all of them, and the cluster itself"
        defaultValue={scope.namespace}
      />
      <TextField label="First day" name="first" type="date" required />
      <TextField
        label="Last day"
        name="last"
        type="date"
        required
        help="Days of UTC, both planned; 31 at most."
      />
      <TextField label="Note" name="note" maxLength={500} spellCheck />
    </FormDialog>
  );
}

function readPlan(fields: FormData): AnomalyPlanInput {
  const namespace = textOrNone(fields, "namespace");
  const note = textOrNone(fields, "note");
  return {
    cluster: textOf(fields, "cluster"),
    first: textOf(fields, "first"),
    last: textOf(fields, "last"),
    ...(namespace !== undefined && { namespace }),
    ...(note !== undefined && { note }),
  };
}
