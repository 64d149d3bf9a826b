import type { AlertRuleInput, AlertRuleRow, ChannelRow } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { ChangeTrouble } from "../../../dialogs/change-trouble.tsx";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { useReader } from "../../../format/use-reader.ts";
import { useMay } from "../../../session/signed-in.tsx";
import type { Column } from "../../../table/column.ts";
import { CellButton, CellText, SeverityBadge } from "../cells.tsx";
import { useMayEdit } from "../may-edit.ts";
import { NothingKept, PanelTable } from "../panel-table.tsx";
import { RuleForm } from "./rule-form.tsx";
import { conditionInWords, lookedAtInWords } from "./rule-words.ts";

interface RulesListProps {
  rules: readonly AlertRuleRow[];
  channels: readonly ChannelRow[];
}

type Opened = { what: "new" } | { what: "change" | "delete"; rule: AlertRuleRow };

/** The rules: on and off, changed and deleted by those who may. */
export function RulesList({ rules, channels }: RulesListProps): ReactElement {
  const mayMake = useMay("alert:edit");
  const mayEdit = useMayEdit();
  const { locale } = useReader();
  const [open, setOpen] = useState<Opened | null>(null);
  const turn = useChange({
    make: ({ alerts }, rule: AlertRuleRow) => alerts.rules.set.mutate(turned(rule)),
    touches: ["alerts.rules.", "cost.alerts"],
  });
  const close = (): void => setOpen(null);
  const columns = ruleColumns(locale, channels, (rule) =>
    mayEdit(rule.scope) ? (
      <span className="cell-actions">
        <CellButton
          text={rule.enabled ? "Turn off" : "Turn on"}
          of={rule.name}
          isDisabled={turn.isPending}
          onPress={() => turn.mutate(rule)}
        />
        {/* What is shown is older until the change is made: a form would take it back. */}
        <CellButton
          text="Change"
          of={rule.name}
          isDisabled={turn.isPending}
          onPress={() => setOpen({ what: "change", rule })}
        />
        <CellButton text="Delete" of={rule.name} onPress={() => setOpen({ what: "delete", rule })} />
      </span>
    ) : (
      "–"
    ),
  );
  return (
    <>
      {mayMake && (
        <div className="toolbar">
          <button type="button" className="primary" onClick={() => setOpen({ what: "new" })}>
            New rule
          </button>
        </div>
      )}
      {turn.error && <ChangeTrouble error={turn.error} />}
      <PanelTable
        caption="Alert rules"
        columns={columns}
        rows={rules}
        rowKey={({ id }) => id}
        sort="name"
        names={["rule", "rules"]}
        none={
          <NothingKept title="There is no rule yet">
            A rule says what is worth a message: spending that grew, a new spender, data that is late.
          </NothingKept>
        }
      />
      {open?.what === "new" && <RuleForm rule={null} channels={channels} onClose={close} />}
      {open?.what === "change" && <RuleForm rule={open.rule} channels={channels} onClose={close} />}
      {open?.what === "delete" && <DeleteRule rule={open.rule} onClose={close} />}
    </>
  );
}

/** A rule as it is set, the other way around. */
function turned({
  id: _id,
  revision: _revision,
  createdAt: _at,
  createdBy: _by,
  changedAt: _changed,
  ...rule
}: AlertRuleRow): AlertRuleInput {
  return { ...rule, enabled: !rule.enabled };
}

function ruleColumns(
  locale: string,
  channels: readonly ChannelRow[],
  actions: (rule: AlertRuleRow) => ReactElement | string,
): readonly Column<AlertRuleRow>[] {
  return [
    {
      key: "name",
      name: "Rule",
      cell: ({ name }) => <bdi>{name}</bdi>,
      compare: (one, other) => one.name.localeCompare(other.name),
    },
    {
      key: "enabled",
      name: "State",
      cell: ({ enabled }) => (enabled ? "on" : <span className="badge">off</span>),
      compare: (one, other) => Number(one.enabled) - Number(other.enabled),
    },
    {
      key: "when",
      name: "Fires when",
      cell: ({ when }) => <CellText text={conditionInWords(when, locale)} />,
    },
    { key: "about", name: "Looks at", cell: (rule) => <CellText text={lookedAtInWords(rule)} /> },
    { key: "severity", name: "Severity", cell: ({ severity }) => <SeverityBadge severity={severity} /> },
    { key: "for", name: "After", cell: ({ forHours }) => (forHours === 0 ? "at once" : `${forHours} hours`) },
    {
      key: "channels",
      name: "Told to",
      cell: ({ channels: ids }) => <CellText text={namesOfChannels(ids, channels) || "by routes"} />,
    },
    { key: "owner", name: "Owner", cell: ({ owner }) => <bdi>{owner ?? "–"}</bdi> },
    { key: "actions", name: "Do", cell: actions },
  ];
}

/** Names of channels; of those that the reader does not see, that there are some. */
export function namesOfChannels(ids: readonly string[], channels: readonly ChannelRow[]): string {
  const names = ids.flatMap((id) => channels.find((channel) => channel.id === id)?.name ?? []);
  const others = ids.length - names.length;
  return [...names, ...(others > 0 ? [`${others} that you do not see`] : [])].join(", ");
}

function DeleteRule({ rule, onClose }: { rule: AlertRuleRow; onClose: () => void }): ReactElement {
  const remove = useChange({
    make: ({ alerts }, input: { id: string }) => alerts.rules.delete.mutate(input),
    touches: ["alerts.rules.", "cost.alerts"],
  });
  return (
    <FormDialog
      title={`Delete ${rule.name}?`}
      action="Delete"
      isDanger
      change={remove}
      onSubmit={() => remove.mutate({ id: rule.id }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>What it has found ends with it: programs are told so, people are not.</p>
    </FormDialog>
  );
}
