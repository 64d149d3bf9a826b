import type { ReactElement } from "react";
import { exactMoney, signedMoney } from "./money.ts";
import { ratioOf } from "./nano-sum.ts";
import { signedShare } from "./share.ts";
import { useReader } from "./use-reader.ts";

interface ChangeTextProps {
  /** Exact amount of the change. */
  change: string;
  /** What it was before: the change is also told as a share of it. */
  before: string;
  currency: string;
}

/** A change in money, and as a share of what was before; "new" where that was nothing. */
export function ChangeText({ change, before, currency }: ChangeTextProps): ReactElement {
  const { locale } = useReader();
  const ratio = ratioOf(change, before);
  const direction = change.startsWith("-") ? "less" : /[1-9]/.test(change) ? "more" : "same";
  return (
    <span className="change" data-direction={direction} title={exactMoney(change, { currency, locale })}>
      {signedMoney(change, { currency, locale })}{" "}
      <span className="change-share">
        {ratio === null ? (direction === "same" ? "" : "new") : signedShare(ratio, locale)}
      </span>
    </span>
  );
}
