import type { AdvisedBill } from "@kubecent/shared";
import type { ReactElement } from "react";
import { exactMoney, money } from "../../format/money.ts";
import { useReader } from "../../format/use-reader.ts";

interface BillTextProps {
  readonly bill: AdvisedBill | null;
  readonly currency: string;
  /** Why it is not known, where it is not. */
  readonly reason: string;
}

/** By how much a month's bill falls: from at least to at most. One amount where both are the same. */
export function BillText({ bill, currency, reason }: BillTextProps): ReactElement {
  const { locale } = useReader();
  if (bill === null) return <span title={reason}>–</span>;
  const style = { currency, locale };
  const { atLeast, atMost } = bill;
  const exact = [atLeast, atMost].map((amount) => exactMoney(amount, style));
  return (
    <span
      className="money"
      data-zero={!/[1-9]/.test(atMost) || undefined}
      title={`at least ${exact[0]}, at most ${exact[1]}`}
    >
      {atLeast === atMost ? money(atMost, style) : `${money(atLeast, style)} – ${money(atMost, style)}`}
    </span>
  );
}
