import type { ReactElement } from "react";
import { exactMoney } from "../format/money.ts";
import { useReader } from "../format/use-reader.ts";
import type { WhySum } from "./why-sum.ts";

interface WhyCheckProps {
  sum: WhySum;
  clicked: string;
  currency: string;
}

/** The sum of all parts beside the number that was clicked. */
export function WhyCheck({
  sum: { borne, sum, difference },
  clicked,
  currency,
}: WhyCheckProps): ReactElement {
  const { locale } = useReader();
  const style = { currency, locale };
  const closes = !/[1-9]/.test(difference);
  return (
    <div className="why-check">
      <dl>
        {borne.map(({ name, amount }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{exactMoney(amount, style)}</dd>
          </div>
        ))}
        <div className="why-total">
          <dt>Sum of all parts</dt>
          <dd data-sum={sum}>{exactMoney(sum, style)}</dd>
        </div>
        <div>
          <dt>The number clicked</dt>
          <dd data-clicked={clicked}>{exactMoney(clicked, style)}</dd>
        </div>
      </dl>
      <p data-closes={closes} role={closes ? undefined : "alert"}>
        {closes ? "✓ equal to the nano" : `✗ differs by ${exactMoney(difference, style)}`}
      </p>
    </div>
  );
}
