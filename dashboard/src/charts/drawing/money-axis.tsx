import type { ReactElement } from "react";
import { shortMoney } from "../../format/money.ts";
import { useReader } from "../../format/use-reader.ts";
import type { MoneyScale } from "../geometry/money-scale.ts";

interface MoneyAxisProps {
  scale: MoneyScale;
  currency: string;
  width: number;
  height: number;
}

/** Lines across a chart, with amounts to their left. */
export function MoneyAxis({ scale, currency, width, height }: MoneyAxisProps): ReactElement {
  const { locale } = useReader();
  return (
    <g className="axis">
      {scale.ticks.map((tick) => (
        <g key={tick} transform={`translate(0 ${height - scale.at(tick)})`}>
          <path className={tick === 0 ? "axis-zero" : "axis-line"} d={`M0 0H${width}`} />
          <text x="-6" y="4" textAnchor="end">
            {shortMoney(tick, { currency, locale })}
          </text>
        </g>
      ))}
    </g>
  );
}
