import type { RecommendationDismiss, RecommendationRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { useChange } from "../../../data/use-change.ts";
import { textOf } from "../../../dialogs/field-values.ts";
import { TextField } from "../../../dialogs/fields.tsx";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { startOfDay } from "../../../url/start-of-day.ts";
import { useView } from "../../../url/use-view.ts";
import { adviceName } from "../advice-words.ts";

interface DismissDialogProps {
  advice: RecommendationRow;
  onClose: () => void;
}

/** Asks why a recommendation is put aside, and until when. */
export function DismissDialog({ advice, onClose }: DismissDialogProps): ReactElement {
  const { timeZone } = useView();
  const dismiss = useChange({
    make: ({ recommendations }, input: RecommendationDismiss) => recommendations.dismiss.mutate(input),
    touches: ["recommendations."],
  });
  return (
    <FormDialog
      title={`Put ${adviceName(advice)} aside`}
      action="Put it aside"
      change={dismiss}
      onSubmit={(fields) =>
        dismiss.mutate(readDismissal(advice.id, fields, timeZone), { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <TextField label="Because" name="reason" required maxLength={200} spellCheck />
      <TextField
        label="Until the start of"
        name="until"
        type="date"
        help={`A day in ${timeZone}; without one it is for good. Everybody who sees it sees the reason.`}
      />
    </FormDialog>
  );
}

function readDismissal(id: string, fields: FormData, timeZone: string): RecommendationDismiss {
  const day = textOf(fields, "until");
  return {
    id,
    reason: textOf(fields, "reason"),
    ...(day !== "" && { until: new Date(startOfDay(day, timeZone)).toISOString() }),
  };
}
