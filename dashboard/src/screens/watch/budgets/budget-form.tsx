import type { BudgetInput, BudgetRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { useClusters } from "../../../data/clusters.ts";
import { useChange } from "../../../data/use-change.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { CHANNELS } from "../../../data/watch-questions.ts";
import { ChoiceField, TextField, TicksField } from "../../../dialogs/fields.tsx";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { useView } from "../../../url/use-view.ts";
import { BUDGET_EVERY, readBudgetFields, thresholdsText } from "./budget-fields.ts";

interface BudgetFormProps {
  /** The one that is changed; null makes a new one. */
  budget: BudgetRow | null;
  onClose: () => void;
}

/** Makes a budget, or changes one. What the form does not ask for stays as it was. */
export function BudgetForm({ budget, onClose }: BudgetFormProps): ReactElement {
  const view = useView();
  const channels = useQuestion(CHANNELS);
  const currencies = [...new Set(useClusters().map(({ currency }) => currency))].toSorted();
  const set = useChange({
    make: ({ budgets }, input: BudgetInput) => budgets.set.mutate(input),
    touches: ["budgets."],
  });
  const { cluster, namespace } = view.scope;
  const asked = budget?.question ?? {
    cluster: cluster === undefined ? undefined : [cluster],
    namespace: namespace === undefined ? undefined : [namespace],
  };
  return (
    <FormDialog
      title={budget ? `Change ${budget.name}` : "New budget"}
      action={budget ? "Change it" : "Make it"}
      change={set}
      onSubmit={(fields) => set.mutate(readBudgetFields(fields, budget), { onSuccess: onClose })}
      onClose={onClose}
    >
      {budget === null && <TextField label="Name" name="name" required maxLength={200} />}
      <TextField
        label="Amount"
        name="amount"
        required
        defaultValue={budget?.amount}
        pattern="[0-9]{1,9}(\.[0-9]{1,9})?"
        title="Such as 1000.00"
        inputMode="decimal"
      />
      <ChoiceField
        label="Currency"
        name="currency"
        defaultValue={budget?.currency}
        options={(currencies.length === 0 ? ["USD"] : currencies).map((code) => [code, code])}
      />
      {budget?.period.every !== "custom" && (
        <ChoiceField
          label="Each"
          name="every"
          defaultValue={budget?.period.every ?? "month"}
          options={BUDGET_EVERY.map((every) => [every, every])}
        />
      )}
      <TextField label="Time zone" name="zone" required defaultValue={budget?.period.zone ?? view.timeZone} />
      <TextField
        label="Clusters"
        name="clusters"
        placeholder="all"
        defaultValue={asked.cluster?.join(", ")}
      />
      <TextField
        label="Namespaces"
        name="namespaces"
        placeholder="all"
        defaultValue={asked.namespace?.join(", ")}
        help="Names with commas. Empty means all that you see."
      />
      <TextField
        label="For each"
        name="by"
        placeholder="all together"
        defaultValue={budget?.by}
        pattern="namespace|label:[a-zA-Z0-9_]+"
        title="namespace, or label:NAME"
        help="namespace or label:team: this amount for each value by itself."
      />
      <TextField
        label="Tell at"
        name="thresholds"
        defaultValue={thresholdsText(budget?.thresholds)}
        help="Such as: spent 80, spent 100, expected 100, pace 115 (per cent)."
      />
      <TextField label="Owner" name="owner" defaultValue={budget?.owner} maxLength={200} />
      <TicksField
        label="Channels that are told"
        name="channels"
        options={(channels.answer?.rows ?? []).map(({ id, name }) => [id, name])}
        ticked={budget?.channels}
        none="There is no channel yet: it is told by rules and on this page alone."
      />
    </FormDialog>
  );
}
