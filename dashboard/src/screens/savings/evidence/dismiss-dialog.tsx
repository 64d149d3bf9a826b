import type { RecommendationDismiss, RecommendationRow } from "@kubecent/shared";
import { type ReactElement, useId } from "react";
import { ChangeTrouble } from "../../../dialogs/change-trouble.tsx";
import { PageDialog } from "../../../dialogs/page-dialog.tsx";
import { textOf } from "../../../dialogs/text-of.ts";
import { startOfDay } from "../../../url/start-of-day.ts";
import { useView } from "../../../url/use-view.ts";
import { adviceName } from "../advice-words.ts";
import { useDismiss } from "./use-dismissal.ts";

interface DismissDialogProps {
  advice: RecommendationRow;
  onClose: () => void;
}

/** Asks why a recommendation is put aside, and until when. */
export function DismissDialog({ advice, onClose }: DismissDialogProps): ReactElement {
  const id = useId();
  const { timeZone } = useView();
  const dismiss = useDismiss();
  return (
    <PageDialog title={`Put ${adviceName(advice)} aside`} onClose={onClose}>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          const input = readDismissal(advice.id, new FormData(event.currentTarget), timeZone);
          dismiss.mutate(input, { onSuccess: onClose });
        }}
      >
        <label htmlFor={`${id}-reason`}>Because</label>
        <input id={`${id}-reason`} name="reason" required maxLength={200} autoComplete="off" />
        <label htmlFor={`${id}-until`}>Until the start of</label>
        <input id={`${id}-until`} name="until" type="date" aria-describedby={`${id}-help`} />
        <p id={`${id}-help`} className="row-detail">
          A day in {timeZone}; without one it is for good. Everybody who sees it sees the reason.
        </p>
        {dismiss.error && <ChangeTrouble error={dismiss.error} />}
        <p className="dialog-actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="primary" disabled={dismiss.isPending}>
            Put it aside
          </button>
        </p>
      </form>
    </PageDialog>
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
