import type { BudgetStanding } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { useChange } from "../../../data/use-change.ts";
import { FormDialog } from "../../../dialogs/form-dialog.tsx";
import { Moment } from "../../../format/moment.tsx";
import { money } from "../../../format/money.ts";
import { seenShare } from "../../../format/share.ts";
import { useReader } from "../../../format/use-reader.ts";
import { useMayEdit } from "../may-edit.ts";
import { BudgetForm } from "./budget-form.tsx";
import { BudgetHistory } from "./budget-history.tsx";
import { BudgetKeyView } from "./budget-key-view.tsx";
import { isCrossed, needsLook, periodInWords, questionInWords } from "./standing-words.ts";

const MOST_KEYS = 3;

/** One budget: what it may spend, what it has, and what is expected; for each value of `by`. */
export function BudgetStandingView({ standing }: { standing: BudgetStanding }): ReactElement {
  const { locale } = useReader();
  const { budget, status, failure } = standing;
  const [showsAll, setShowsAll] = useState(false);
  const rows = (status?.rows ?? []).toSorted(
    (one, other) => Number(isCrossed(other)) - Number(isCrossed(one)) || other.spentRatio - one.spentRatio,
  );
  const shown = showsAll ? rows : rows.slice(0, MOST_KEYS);
  return (
    <li className="standing" data-look={needsLook(standing) || undefined}>
      <div className="standing-head">
        <h2>
          <bdi>{budget.name}</bdi>
        </h2>
        <BudgetActions standing={standing} />
      </div>
      <p className="row-detail">
        {money(budget.amount, { currency: budget.currency, locale })} {periodInWords(budget)} for{" "}
        <bdi>{questionInWords(budget)}</bdi>
        {budget.owner !== undefined && (
          <>
            {" "}
            · <bdi>{budget.owner}</bdi>
          </>
        )}
      </p>
      {failure !== null && (
        <p className="evidence-warning" role="note">
          How it stands is not known: <bdi>{failure}</bdi>
        </p>
      )}
      {status && <StandingNote status={status} mutedAt={budget.mutedAt} />}
      {status &&
        shown.map((row) => <BudgetKeyView key={row.key ?? ""} budget={budget} status={status} row={row} />)}
      {rows.length > shown.length && (
        <button type="button" className="link" onClick={() => setShowsAll(true)}>
          {rows.length - shown.length} more
        </button>
      )}
      {status?.rows.length === 0 && <p className="row-detail">Nothing of it was seen in this period.</p>}
      <BudgetHistory budget={budget} />
    </li>
  );
}

interface StandingNoteProps {
  status: NonNullable<BudgetStanding["status"]>;
  mutedAt: string | null;
}

/** Until when its numbers go, and what is missing from them. */
function StandingNote({ status, mutedAt }: StandingNoteProps): ReactElement {
  const { locale } = useReader();
  const { until, coverage, provisional, elapsedRatio, usualFrom } = status;
  return (
    <>
      <p className="row-detail">
        Up to <Moment at={Date.parse(until)} />, {seenShare(elapsedRatio, locale)} of the period
        {provisional && "; its last hours may still change"}
        {usualFrom === "even" &&
          "; too little is known to say what weekdays cost, so each hour weighs the same"}
        .
      </p>
      {coverage < 1 && (
        <div className="coverage-note" role="note">
          <p data-kind="gap">
            {seenShare(coverage, locale)} of its hours were seen. What stood in the rest is unknown, not free.
          </p>
        </div>
      )}
      {mutedAt !== null && (
        <div className="coverage-note" role="note">
          <p data-kind="gap">
            Nothing is sent since <Moment at={Date.parse(mutedAt)} />: its maker may not see all of it any
            more.
          </p>
        </div>
      )}
    </>
  );
}

function BudgetActions({ standing: { budget } }: { standing: BudgetStanding }): ReactElement | null {
  const mayEdit = useMayEdit();
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const remove = useChange({
    make: ({ budgets }, input: { id: string }) => budgets.delete.mutate(input),
    // Its history is gone, and would be asked for in vain.
    touches: ["budgets.standings"],
  });
  const close = (): void => setOpen(null);
  if (budget.managedBy === "file") return <span className="badge">kept in the operator’s file</span>;
  if (!mayEdit(budget.scope)) return null;
  return (
    <span className="cell-actions">
      <button type="button" className="link" onClick={() => setOpen("edit")}>
        Change<span className="hidden"> {budget.name}</span>
      </button>
      <button type="button" className="link" onClick={() => setOpen("delete")}>
        Delete<span className="hidden"> {budget.name}</span>
      </button>
      {open === "edit" && <BudgetForm budget={budget} onClose={close} />}
      {open === "delete" && (
        <FormDialog
          title={`Delete ${budget.name}?`}
          action="Delete"
          isDanger
          change={remove}
          onSubmit={() => remove.mutate({ id: budget.id }, { onSuccess: close })}
          onClose={close}
        >
          <p>Its history goes with it. Costs stay as they are.</p>
        </FormDialog>
      )}
    </span>
  );
}
