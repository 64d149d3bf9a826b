import type { ReactElement, ReactNode } from "react";
import { exactMoney, money } from "../format/money.ts";
import { useReader } from "../format/use-reader.ts";
import { useHref } from "../url/use-view.ts";

interface WhyLinkProps {
  /** The number as `why=` names it. */
  why: string;
  amount: string;
  currency: string;
  /** The number of its row that the key `x` explains. Others of a row are reached by arrows, not by Tab. */
  isMain?: boolean | undefined;
  /** How it is written, where that is not as money alone. */
  children?: ReactNode;
}

/** A number that opens its arithmetic. Its nine places are in its title. */
export function WhyLink({ why, amount, currency, isMain = false, children }: WhyLinkProps): ReactElement {
  const href = useHref();
  const { locale } = useReader();
  const style = { currency, locale };
  return (
    <a
      className="amount"
      href={href({ why })}
      title={`${exactMoney(amount, style)}: why?`}
      data-zero={!/[1-9]/.test(amount) || undefined}
      aria-keyshortcuts={isMain ? "x" : undefined}
      tabIndex={isMain ? undefined : -1}
    >
      {children ?? money(amount, style)}
    </a>
  );
}
