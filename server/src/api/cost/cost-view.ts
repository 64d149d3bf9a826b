import { CostError, formatNano, NANO_PER_UNIT, parseNano, type Split } from "@kubecent/shared";
import { amountOver, monthHours } from "../../domain/windows/month-hours.ts";
import type { Window } from "../../domain/windows/resolve-window.ts";
import type { CostView, IdleChoice, SharedChoice } from "../../store/queries/where/selection.ts";

/** What a question says about idle and about what is shared. */
export interface ViewQuestion extends Omit<IdleChoice, "share"> {
  /** Without it, by weight. */
  readonly share?: Split;
  readonly shareNamespaces?: readonly string[] | undefined;
  readonly shareLabels?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly shareFee: boolean;
  readonly shareMonthly?: string | undefined;
  /** Without it, by weight. */
  readonly shareSplit?: Split;
}

/** Sums of money are stored in 63 bits: beyond half of that, an answer's total could not be told. */
const MOST_NANO = 4_000_000_000n * NANO_PER_UNIT;

/** Whether a question looks at more than rows: at idle, the fee, or at shares that tell what all the others cost. */
export function needsWhole({
  idle,
  shareNamespaces,
  shareLabels,
  shareFee,
  shareMonthly,
}: ViewQuestion): boolean {
  const isShared = Boolean(shareNamespaces) || Boolean(shareLabels) || shareFee || shareMonthly !== undefined;
  return idle !== "hide" || isShared;
}

/** What becomes of idle and of what is shared, over a window. */
export function costView(question: ViewQuestion, window: Window): CostView {
  const { idle, idleBy, share = "weighted" } = question;
  return { idle, idleBy, share, shared: sharedChoice(question, window) };
}

function sharedChoice(question: ViewQuestion, window: Window): SharedChoice | null {
  const { shareNamespaces: namespaces, shareLabels: labels, shareFee: fee, shareMonthly } = question;
  if (!namespaces && !labels && !fee && shareMonthly === undefined) return null;

  const monthly = shareMonthly === undefined ? null : monthlyChoice(shareMonthly, window);
  return { namespaces, labels, fee, monthly, split: question.shareSplit ?? "weighted" };
}

function monthlyChoice(perMonth: string, { start, dueEnd, timeZone }: Window): SharedChoice["monthly"] {
  const perMonthNano = parseNano(perMonth);
  // Hours that are not due yet have no cost, and bear none.
  const months = monthHours({ start, end: dueEnd, timeZone });
  const nano = amountOver(perMonthNano, months);
  if (nano <= MOST_NANO) return { perMonthNano, months };

  const message = `${perMonth} a month is ${formatNano(nano)} over this window; ask for a shorter window or at most ${formatNano(MOST_NANO)} in all`;
  throw new CostError("VALIDATION_FAILED", `shareMonthly: ${message}`, {
    details: [{ field: "shareMonthly", message, type: "too_big" }],
  });
}
