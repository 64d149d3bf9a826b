import type { ReactElement } from "react";
import { exactMoney } from "../format/money.ts";
import { quantity } from "../format/quantities.ts";
import { useReader } from "../format/use-reader.ts";
import type { ToldPart } from "./use-why.ts";

const TOLD = {
  idleCost: "What these nodes cost, less what containers took of them",
  unobservedCost: "What these cost in minutes that nobody saw: never guessed, never free",
  totalCost: "What the provider takes for running the cluster",
} as const;
const OPEN_UP_TO = 4;

/** A part that no container paid, asset by asset. */
export function ToldPartView({ part, currency }: { part: ToldPart; currency: string }): ReactElement {
  const { locale } = useReader();
  const { name, column, rows, amount } = part;
  const style = { currency, locale };
  return (
    <details className="why-group" open={rows.length <= OPEN_UP_TO}>
      <summary>
        <span>{name}</span>
        <span className="why-cost">{exactMoney(amount, style)}</span>
      </summary>
      <p className="why-greater">{TOLD[column]}.</p>
      <ul>
        {rows.map((row) => (
          <li
            key={JSON.stringify([row.cluster, row.kind, row.namespace, row.name, row.type, row.providerId])}
          >
            <span className="why-of">
              <bdi>{row.name === "" ? row.cluster : row.name}</bdi>
            </span>
            <span className="why-term">
              {quantity(row.quantity, locale)} {row.unit}
              {column !== "totalCost" && `, ${exactMoney(row.totalCost, style)} in all`}
            </span>
            <span className="why-cost">{exactMoney(row[column], style)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
