import type { AnomalyFeedbackInput, AnomalyRow } from "@kubecent/shared";

import type { ReactElement } from "react";
import { useChange } from "../../../data/use-change.ts";
import { ChangeTrouble } from "../../../dialogs/change-trouble.tsx";
import { textOrNone } from "../../../dialogs/field-values.ts";
import { ChoiceField, TextField } from "../../../dialogs/fields.tsx";
import { Moment } from "../../../format/moment.tsx";

import { verdictInWords } from "./anomaly-words.ts";
import { useMayPlan } from "./use-may-plan.ts";

const VERDICTS = ["false", "expected", "planned"] as const;
const OPTIONS = [
  ["expected", "Expected: the same days of the next month are not told"],
  ["planned", "Planned: the same, and it was planned"],
  ["false", "It was no anomaly"],
] as const;

/** What people have said of an anomaly, and the way to say it, for those who may. */
export function AnomalyFeedback({ anomaly }: { anomaly: AnomalyRow }): ReactElement {
  const { id, feedback } = anomaly;
  const mayEdit = useMayPlan()(anomaly);
  const say = useChange({
    make: ({ anomalies }, input: AnomalyFeedbackInput) => anomalies.feedback.mutate(input),
    touches: ["anomalies.", "cost.alerts"],
  });
  return (
    <>
      {feedback ? (
        <p>
          <bdi>{feedback.by}</bdi> said on <Moment at={Date.parse(feedback.at)} />:{" "}
          {verdictInWords(feedback.verdict)}
          {feedback.note !== null && (
            <>
              . <bdi>{feedback.note}</bdi>
            </>
          )}
        </p>
      ) : (
        <p className="row-detail">Nobody has said anything of it yet.</p>
      )}
      {mayEdit && (
        <form
          className="fields"
          onSubmit={(event) => {
            event.preventDefault();
            const fields = new FormData(event.currentTarget);
            const note = textOrNone(fields, "note");
            const verdict = VERDICTS.find((each) => each === fields.get("verdict")) ?? "expected";
            say.mutate({ id, verdict, ...(note !== undefined && { note }) });
          }}
        >
          <ChoiceField label="It was" name="verdict" defaultValue={feedback?.verdict} options={OPTIONS} />
          <TextField label="Note" name="note" maxLength={500} spellCheck />
          {say.error && <ChangeTrouble error={say.error} />}
          <p className="dialog-actions">
            <button type="submit" className="primary" disabled={say.isPending}>
              Say so
            </button>
          </p>
        </form>
      )}
    </>
  );
}
