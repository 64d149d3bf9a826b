import type { MoneyAnswer, TimeseriesRow } from "@kubecent/sdk";
import type { AllocationRow, CompareAnswer } from "@kubecent/shared";
import type { ReactElement } from "react";
import { exactMoney, money, signedMoney } from "../../format/money.ts";
import { differenceOf, ratioOf } from "../../format/nano-sum.ts";
import { signedShare } from "../../format/share.ts";
import { stretch } from "../../format/times.ts";
import { useReader } from "../../format/use-reader.ts";
import type { Asked } from "../../states/asked.ts";
import { useHref } from "../../url/use-view.ts";
import { TOTAL } from "../../why/why-target.ts";
import { biggestChanges } from "./movers.ts";

interface HeadlineProps {
  answer: MoneyAnswer<AllocationRow>;
  compared: CompareAnswer;
  /** The same question of the earlier window. */
  before: Asked<MoneyAnswer<TimeseriesRow>>;
}

/** One sentence: how much, how much more than before, and where most of that is. */
export function Headline({ answer, compared, before }: HeadlineProps): ReactElement {
  const href = useHref();
  const reader = useReader();
  const { currency, totals, window } = answer;
  const style = { currency, locale: reader.locale };
  const earlier = before.answer?.totals.totalCost;
  const top = biggestChanges(compared.rows, 1)[0];
  return (
    <header className="headline">
      <p className="headline-amount">
        <a
          className="total-amount"
          href={href({ why: TOTAL })}
          title={`${exactMoney(totals.totalCost, style)}: why?`}
          aria-keyshortcuts="x"
        >
          {money(totals.totalCost, style)}
        </a>{" "}
        <span className="headline-window">
          {stretch({ start: Date.parse(window.start), end: Date.parse(window.end) }, reader)}
        </span>
      </p>
      {earlier === undefined && before.state.kind !== "loading" ? (
        <p>The window before is not known.</p>
      ) : (
        // What was allocated before makes a sentence of the same length: the room for the one that is to come.
        <p className="headline-change" data-unknown={earlier === undefined || undefined}>
          {changeInWords(totals.totalCost, earlier ?? compared.totals.beforeCost, style)}
        </p>
      )}
      {top && (
        <p>
          Most of it: namespace <bdi>{top.namespace}</bdi>, {signedMoney(top.changeCost, style)}.
        </p>
      )}
    </header>
  );
}

function changeInWords(now: string, before: string, style: { currency: string; locale: string }): string {
  const change = differenceOf(now, before);
  const ratio = ratioOf(change, before);
  if (ratio === null) return "There was no cost in the window before.";
  if (!/[1-9]/.test(change)) return `Exactly as much as the window before.`;
  const than = change.startsWith("-") ? "less than" : "more than";
  return `${money(change.replace("-", ""), style)} (${signedShare(ratio, style.locale)}) ${than} the window before, ${money(before, style)}.`;
}
