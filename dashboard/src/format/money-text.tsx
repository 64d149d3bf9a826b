import type { ReactElement } from "react";
import { exactMoney, money, signedMoney } from "./money.ts";
import { useReader } from "./use-reader.ts";

interface MoneyTextProps {
  /** Null is unknown: it is drawn as a dash, never as zero. */
  readonly amount: string | null;
  readonly currency: string;
  /** Why it is unknown. */
  readonly reason?: string | undefined;
}

/** An amount at the currency's precision; its nine places are in its title. */
export function MoneyText({ amount, currency, reason = "unknown" }: MoneyTextProps): ReactElement {
  const { locale } = useReader();
  if (amount === null) return <span title={reason}>–</span>;
  return (
    <span
      className="money"
      data-zero={!/[1-9]/.test(amount) || undefined}
      title={exactMoney(amount, { currency, locale })}
    >
      {money(amount, { currency, locale })}
    </span>
  );
}

/** What is added or taken away, with its sign. */
export function SignedMoney({ amount, currency }: { amount: string; currency: string }): ReactElement {
  const { locale } = useReader();
  const style = { currency, locale };
  return (
    <span className="money" data-zero={!/[1-9]/.test(amount) || undefined} title={exactMoney(amount, style)}>
      {signedMoney(amount, style)}
    </span>
  );
}
