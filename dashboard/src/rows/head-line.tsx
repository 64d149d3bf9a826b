import type { ReactElement } from "react";
import { MoneyText } from "../format/money-text.tsx";
import { exactMoney } from "../format/money.ts";
import { count } from "../format/quantities.ts";
import { useReader } from "../format/use-reader.ts";
import type { Closing } from "./closing.ts";
import type { Level } from "./levels.ts";

interface HeadLineProps {
  closing: Closing;
  level: Level;
  currency: string;
}

const NOTHING = /^-?[0.]+$/;

/** Proves that the total is the sum of what is seen: rows, idle and rest. */
export function HeadLine({ closing, level, currency }: HeadLineProps): ReactElement {
  const { locale } = useReader();
  const { rows, idle, rest, difference } = closing;
  const closes = NOTHING.test(difference);
  return (
    <p className="head-line">
      <span>
        = {count(closing.count, locale)} {closing.count === 1 ? level.one : level.many}{" "}
        <MoneyText amount={rows} currency={currency} />
      </span>
      {!NOTHING.test(idle) && (
        <span>
          + idle <MoneyText amount={idle} currency={currency} />
        </span>
      )}
      {!NOTHING.test(rest) && (
        <span title="Cluster fee, time that nobody saw, shared costs, and rows that a search hides">
          + rest <MoneyText amount={rest} currency={currency} />
        </span>
      )}
      <span data-closes={closes} role={closes ? undefined : "alert"}>
        {closes ? "✓ adds up to the nano" : `✗ differs by ${exactMoney(difference, { currency, locale })}`}
      </span>
    </p>
  );
}
