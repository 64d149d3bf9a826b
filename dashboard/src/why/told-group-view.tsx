import type { ReactElement } from "react";
import { exactMoney } from "../format/money.ts";
import { useReader } from "../format/use-reader.ts";

interface ToldGroupProps {
  name: string;
  amount: string;
  note: string | undefined;
  currency: string;
}

/** A part that the screen's own answer tells. */
export function ToldGroupView({ name, amount, note, currency }: ToldGroupProps): ReactElement {
  const { locale } = useReader();
  return (
    <div className="why-group why-told">
      <p>
        <span>{name}</span>
        <span className="why-cost">{exactMoney(amount, { currency, locale })}</span>
      </p>
      {note !== undefined && <p className="why-greater">{note}</p>}
    </div>
  );
}
