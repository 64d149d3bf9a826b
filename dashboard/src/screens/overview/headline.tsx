import type { MoneyAnswer, TimeseriesRow } from "@kubecent/sdk";
import type { AllocationRow, CompareAnswer } from "@kubecent/shared";
import type { ReactElement } from "react";
import { exactMoney, money, signedMoney } from "../../format/money.ts";
import { differenceOf, ratioOf } from "../../format/nano-sum.ts";
import { seenShare, signedShare } from "../../format/share.ts";
import { stretch } from "../../format/times.ts";
import { useReader } from "../../format/use-reader.ts";
import type { Asked } from "../../states/asked.ts";
import { useHref } from "../../url/use-view.ts";
import { whyKey } from "../../why/why-key.ts";
import { WhyLink } from "../../why/why-link.tsx";
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
  const { ratio: seenBefore } = compared.beforeCoverage;
  const top = seenBefore > 0 ? biggestChanges(compared.rows, 1)[0] : undefined;
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
      {seenBefore === 0 ? (
        <p>Nothing was seen of the window before: there is nothing to compare with.</p>
      ) : earlier === undefined && before.state.kind !== "loading" ? (
        <p>The window before is not known.</p>
      ) : (
        // What was allocated before makes a sentence of the same length: the room for the one that is to come.
        <p className="headline-change" data-unknown={earlier === undefined || undefined}>
          <ChangeInWords
            now={totals.totalCost}
            before={earlier ?? compared.totals.beforeCost}
            currency={currency}
          />
          {seenBefore < 1 && ` Of that one ${seenShare(seenBefore, reader.locale)} was seen.`}
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

interface ChangeInWordsProps {
  now: string;
  before: string;
  currency: string;
}

function ChangeInWords({ now, before, currency }: ChangeInWordsProps): ReactElement {
  const { locale } = useReader();
  const style = { currency, locale };
  const change = differenceOf(now, before);
  const ratio = ratioOf(change, before);
  if (ratio === null) return <>There was no cost in the window before.</>;
  const earlier = <WhyLink why={whyKey("before", TOTAL)} amount={before} currency={currency} />;
  if (!/[1-9]/.test(change)) return <>Exactly as much as the window before, {earlier}.</>;
  return (
    <>
      <WhyLink why={whyKey("change", TOTAL)} amount={change} currency={currency}>
        {money(change.replace("-", ""), style)} ({signedShare(ratio, locale)})
      </WhyLink>{" "}
      {change.startsWith("-") ? "less than" : "more than"} the window before, {earlier}.
    </>
  );
}
