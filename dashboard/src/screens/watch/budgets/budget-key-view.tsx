import type { BudgetRow, BudgetStanding, BudgetStatus } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../../format/moment.tsx";
import { MoneyText } from "../../../format/money-text.tsx";
import { money } from "../../../format/money.ts";
import { negated } from "../../../format/nano-sum.ts";
import { quantity } from "../../../format/quantities.ts";
import { share } from "../../../format/share.ts";
import { useReader } from "../../../format/use-reader.ts";
import { whyKey } from "../../../why/why-key.ts";
import { WhyLink } from "../../../why/why-link.tsx";
import { BudgetBar } from "./budget-bar.tsx";
import { isExplained, standingKey } from "./budget-why.ts";
import { isCrossed, thresholdInWords } from "./standing-words.ts";

interface BudgetKeyProps {
  budget: BudgetRow;
  status: NonNullable<BudgetStanding["status"]>;
  row: BudgetStatus;
}

/** How one value of a budget stands: its bar, and the same in figures. */
export function BudgetKeyView({ budget, status, row }: BudgetKeyProps): ReactElement {
  const { locale } = useReader();
  const { currency } = budget;
  const { key, spent, amount, spentRatio, remaining, carried, thresholds, expected } = row;
  const style = { currency, locale };
  const isOver = isCrossed(row);
  const words = [
    `${money(spent, style)} of ${money(amount, style)} spent, ${share(spentRatio, locale)}`,
    ...(expected
      ? [
          `expected ${money(expected.mid, style)}, between ${money(expected.low, style)} and ${money(expected.high, style)}`,
        ]
      : []),
  ].join("; ");
  return (
    <div className="standing-row">
      {key !== null && (
        <strong>
          <bdi>{key}</bdi>
        </strong>
      )}
      <BudgetBar
        label={words}
        isOver={isOver}
        spent={spent}
        amount={amount}
        usualRatio={status.usualRatio}
        expected={expected}
      />
      <p className="standing-figures">
        <span>
          {isExplained(budget) ? (
            <WhyLink
              why={whyKey("spent", standingKey(budget.id, key))}
              amount={spent}
              currency={currency}
              isMain
            />
          ) : (
            <MoneyText amount={spent} currency={currency} />
          )}{" "}
          of <MoneyText amount={amount} currency={currency} /> spent ({share(spentRatio, locale)})
        </span>
        {carried !== null && (
          <span>
            <MoneyText amount={carried} currency={currency} /> of it carried over
          </span>
        )}
        <Remaining remaining={remaining} currency={currency} />
        <Pace row={row} />
        <Expected row={row} currency={currency} />
      </p>
      <p className="chips">
        {thresholds.map((threshold) => (
          <span
            key={`${threshold.on} ${threshold.bound ?? ""} ${threshold.at}`}
            className="badge"
            data-kind={threshold.state === "crossed" ? "bad" : undefined}
          >
            {thresholdInWords(threshold, locale)}:{" "}
            {threshold.state === "back" ? "crossed, and back" : threshold.state}
          </span>
        ))}
      </p>
    </div>
  );
}

function Remaining({ remaining, currency }: { remaining: string; currency: string }): ReactElement {
  const isOver = remaining.startsWith("-");
  return (
    <span>
      <MoneyText amount={isOver ? negated(remaining) : remaining} currency={currency} />{" "}
      {isOver ? "too much" : "left"}
    </span>
  );
}

function Pace({ row: { pace, exhaustsAt } }: { row: BudgetStatus }): ReactElement {
  const { locale } = useReader();
  return (
    <span>
      pace{" "}
      {pace === null ? (
        <span title="Next to nothing is usually spent by now">–</span>
      ) : (
        `${quantity(pace, locale)} ×`
      )}
      {exhaustsAt !== null && (
        <>
          , spent by <Moment at={Date.parse(exhaustsAt)} />
        </>
      )}
    </span>
  );
}

function Expected({ row: { expected }, currency }: { row: BudgetStatus; currency: string }): ReactElement {
  const { locale } = useReader();
  if (expected === null)
    return (
      <span>
        expected <span title="Fewer than three days are known">–</span>
      </span>
    );
  const { low, mid, high, level, wide, notEnoughHistory } = expected;
  return (
    <span>
      expected <MoneyText amount={mid} currency={currency} /> (<MoneyText amount={low} currency={currency} />{" "}
      – <MoneyText amount={high} currency={currency} />, {share(level, locale)}
      {wide && ", a wide guess: too few days of the past to compare with"}
      {notEnoughHistory && ", nothing is known of weekdays yet"})
    </span>
  );
}
