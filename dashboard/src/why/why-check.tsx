import type { ReactElement } from "react";
import { exactMoney } from "../format/money.ts";
import { HOURS_PER_MONTH } from "../format/monthly.ts";
import { quantity } from "../format/quantities.ts";
import { useReader } from "../format/use-reader.ts";
import type { WhySum } from "./why-sum.ts";
import type { WhyTarget } from "./why-target.ts";

const HOUR_MS = 3_600_000;

/** The sum of all parts beside the number that was clicked. */
export function WhyCheck({ target, sum }: { target: WhyTarget; sum: WhySum }): ReactElement {
  const { locale } = useReader();
  const { amount, currency, pace } = target;
  const style = { currency, locale };
  const closes = !/[1-9]/.test(sum.difference);
  const result = sum.monthly ?? sum.sum;
  return (
    <div className="why-check">
      <dl>
        <div className="why-total">
          <dt>Sum of all parts</dt>
          <dd data-sum={sum.monthly === null ? result : undefined}>{exactMoney(sum.sum, style)}</dd>
        </div>
        {pace && sum.monthly !== null && (
          <div className="why-total">
            <dt>
              × {HOURS_PER_MONTH} hours of a month ÷ {quantity(pace.windowMs / HOUR_MS, locale)} hours
            </dt>
            <dd data-sum={result}>{exactMoney(result, style)}</dd>
          </div>
        )}
        <div>
          <dt>The number clicked</dt>
          <dd data-clicked={amount}>{exactMoney(amount, style)}</dd>
        </div>
      </dl>
      <p data-closes={closes} role={closes ? undefined : "alert"}>
        {closes ? "✓ equal to the nano" : `✗ differs by ${exactMoney(sum.difference, style)}`}
      </p>
    </div>
  );
}
