import type { AlertMatch, AlertSilenceInput, Scope } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { numberOf, pairsOf, textOf, textOrNone } from "../../../dialogs/field-values.ts";
import { ChoiceField, TextField } from "../../../dialogs/fields.tsx";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { useView } from "../../../url/use-view.ts";
import { pairsInWords } from "../cells.tsx";

interface SilenceFormProps {
  /** What of an alert is silenced, where one asked for it. */
  match?: AlertMatch | undefined;
  scope?: Scope | undefined;
  name?: string | undefined;
  onClose: () => void;
}

const HOUR_MS = 3_600_000;
const LENGTHS = [
  ["1", "for 1 hour"],
  ["4", "for 4 hours"],
  ["24", "for a day"],
  ["168", "for a week"],
  ["720", "for 30 days"],
  ["plan", "again and again, by a plan"],
] as const;

/** Silences alerts for a time, or again and again. */
export function SilenceForm({ match, scope, name, onClose }: SilenceFormProps): ReactElement {
  const { timeZone } = useView();
  const [length, setLength] = useState("4");
  const set = useChange({
    make: ({ alerts }, input: AlertSilenceInput) => alerts.silences.set.mutate(input),
    touches: ["alerts.silences.", "cost.alerts"],
  });
  return (
    <FormDialog
      title="New silence"
      action="Silence"
      change={set}
      onSubmit={(fields) =>
        set.mutate({ ...readSilence(fields), ...(scope && { scope }) }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <TextField label="Name" name="name" required maxLength={200} defaultValue={name} />
      <TextField
        label="Alerts with"
        name="match"
        required
        defaultValue={match && pairsInWords(match)}
        help="Labels with commas, such as: kind=budget, namespace=shop-*"
      />
      <ChoiceField label="Until" name="length" defaultValue={length} options={LENGTHS} onChange={setLength} />
      {length === "plan" && (
        <>
          <TextField
            label="Begins at"
            name="cron"
            required
            placeholder="0 22 * * 5"
            help="Five fields of cron: minute, hour, day, month, weekday."
          />
          <TextField label="Time zone" name="zone" required defaultValue={timeZone} />
          <TextField label="Hours" name="hours" required inputMode="decimal" defaultValue="8" />
        </>
      )}
      <TextField label="Reason" name="reason" maxLength={500} spellCheck />
    </FormDialog>
  );
}

function readSilence(fields: FormData): AlertSilenceInput {
  const cron = textOrNone(fields, "cron");
  const reason = textOrNone(fields, "reason");
  const hours = Number(textOf(fields, "length"));
  return {
    name: textOf(fields, "name"),
    match: pairsOf(fields, "match"),
    ...(cron === undefined
      ? { until: new Date(Date.now() + hours * HOUR_MS).toISOString() }
      : { plan: { cron, zone: textOf(fields, "zone"), hours: numberOf(fields, "hours") ?? 0 } }),
    ...(reason !== undefined && { reason }),
  };
}
