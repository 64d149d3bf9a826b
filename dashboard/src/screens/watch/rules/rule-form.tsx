import type { AlertKind, AlertRuleInput, AlertRuleRow, ChannelRow } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { ChoiceField, TextField, TicksField } from "../../../dialogs/fields.tsx";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { useView } from "../../../url/use-view.ts";
import { alertKindInWords } from "../alerts/alert-words.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { readRuleFields, RULE_KINDS, RULE_TAKES } from "./rule-fields.ts";

interface RuleFormProps {
  /** The one that is changed; null makes a new one. */
  rule: AlertRuleRow | null;
  channels: readonly ChannelRow[];
  onClose: () => void;
}

/** Makes a rule, or changes one. What the form does not ask for stays as it was. */
export function RuleForm({ rule, channels, onClose }: RuleFormProps): ReactElement {
  const { scope } = useView();
  const [kind, setKind] = useState<AlertKind>(rule?.when.kind ?? "spend");
  const takes = RULE_TAKES[kind];
  const set = useChange({
    make: ({ alerts }, input: AlertRuleInput) => alerts.rules.set.mutate(input),
    touches: ["alerts.rules.", "cost.alerts"],
  });
  const filter = rule?.filter ?? {
    cluster: scope.cluster === undefined ? undefined : [scope.cluster],
    namespace: scope.namespace === undefined ? undefined : [scope.namespace],
  };
  return (
    <FormDialog
      title={rule ? `Change ${rule.name}` : "New rule"}
      action={rule ? "Change it" : "Make it"}
      change={set}
      onSubmit={(fields) => set.mutate(readRuleFields(fields, kind, rule), { onSuccess: onClose })}
      onClose={onClose}
    >
      {rule === null && <TextField label="Name" name="name" required maxLength={200} />}
      <ChoiceField
        label="Looks for"
        name="kind"
        defaultValue={kind}
        options={RULE_KINDS.map((each) => [each, alertKindInWords(each)])}
        onChange={(value) => setKind(RULE_KINDS.find((each) => each === value) ?? "spend")}
      />
      <ConditionFields key={kind} kind={kind} when={rule?.when.kind === kind ? rule.when : undefined} />
      <TextField
        label="Clusters"
        name="clusters"
        placeholder="all"
        defaultValue={filter.cluster?.join(", ")}
      />
      {takes.hasNamespaces && (
        <TextField
          label="Namespaces"
          name="namespaces"
          placeholder="all"
          defaultValue={filter.namespace?.join(", ")}
        />
      )}
      {takes.by !== null && (
        <TextField
          key={takes.by}
          label="For each"
          name="by"
          placeholder="namespace"
          defaultValue={rule?.by}
          pattern={takes.by}
          title={takes.hasLabels ? "cluster, namespace, workload, or label:NAME" : "cluster or namespace"}
        />
      )}
      <TextField
        label="Holds for hours"
        name="forHours"
        inputMode="decimal"
        placeholder="0"
        defaultValue={rule?.forHours}
      />
      <ChoiceField
        label="Severity"
        name="severity"
        defaultValue={rule?.severity ?? "warning"}
        options={[
          ["info", "info"],
          ["warning", "warning"],
          ["critical", "critical"],
        ]}
      />
      <TextField label="Owner" name="owner" defaultValue={rule?.owner} maxLength={200} />
      <TicksField
        label="Told to, in place of routes"
        name="channels"
        options={channels.map(({ id, name }) => [id, name])}
        ticked={rule?.channels}
        none="There is no channel yet."
      />
    </FormDialog>
  );
}
