import type { ReactElement } from "react";
import { stretch } from "../../format/times.ts";
import type { Column, StackLayer } from "../geometry/stack.ts";
import { type ChartStyle, nanoText, stateText } from "./stack-texts.ts";
import { Swatch } from "./swatch.tsx";

interface StackTooltipProps {
  column: Column;
  index: number;
  layers: readonly StackLayer[];
  ghost: { label: string; amount: bigint | null } | undefined;
  style: ChartStyle;
}

/** What one column is made of, from its top. Made of what is there: looking costs no request. */
export function StackTooltip({ column, index, layers, ghost, style }: StackTooltipProps): ReactElement {
  const { bucket, total } = column;
  const parts = layers.filter(({ series }) => (series.amounts[index] ?? 0n) !== 0n).toReversed();
  return (
    <div className="tooltip">
      <p className="tooltip-when">{stretch(bucket, style.reader)}</p>
      <dl>
        <Line name="Total" amount={nanoText(total, style)} isTotal />
        {parts.map(({ series, place }) => (
          <Line
            key={series.key}
            name={series.label}
            amount={nanoText(series.amounts[index], style)}
            swatch={<Swatch kind={series.kind} place={place} />}
          />
        ))}
        {ghost && <Line name={ghost.label} amount={nanoText(ghost.amount, style)} isTotal />}
      </dl>
      {bucket.state !== "seen" && <p className="tooltip-state">{stateText(bucket)}</p>}
    </div>
  );
}

interface LineProps {
  name: string;
  amount: string;
  swatch?: ReactElement;
  isTotal?: boolean;
}

function Line({ name, amount, swatch, isTotal = false }: LineProps): ReactElement {
  return (
    <div data-total={isTotal || undefined}>
      <dt>
        {swatch}
        <bdi>{name}</bdi>
      </dt>
      <dd>{amount}</dd>
    </div>
  );
}
