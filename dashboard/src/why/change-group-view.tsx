import type { ReactElement } from "react";
import { exactMoney } from "../format/money.ts";
import { exactQuantity } from "../format/quantities.ts";
import { useReader } from "../format/use-reader.ts";
import type { ChangeEffect } from "./change-effects.ts";

interface ChangeGroupProps {
  name: string;
  amount: string;
  of: "quantity" | "price";
  effect: ChangeEffect;
  currency: string;
}

/** What changed of a resource, from what it was and cost in both windows. */
export function ChangeGroupView({ name, amount, of, effect, currency }: ChangeGroupProps): ReactElement {
  const { locale } = useReader();
  const style = { currency, locale };
  const { before, now, unit, quantity } = effect;
  const sides = [
    ["Before", before],
    ["Now", now],
  ] as const;
  return (
    <div className="why-group why-told">
      <p>
        <span>{name}</span>
        <span className="why-cost">{exactMoney(amount, style)}</span>
      </p>
      <ul>
        {sides.map(([side, { cost, quantity: amountOf }]) => (
          <li key={side}>
            <span className="why-term">
              {side}: {exactQuantity(amountOf, locale)} {unit}
            </span>
            <span className="why-cost">{exactMoney(cost, style)}</span>
          </li>
        ))}
      </ul>
      <p className="why-greater">
        {of === "quantity"
          ? "Its cost before × (quantity now − quantity before) ÷ quantity before; of what was not there before, all of it."
          : `Its cost now − its cost before − ${exactMoney(quantity, style)} for the quantity.`}
      </p>
    </div>
  );
}
