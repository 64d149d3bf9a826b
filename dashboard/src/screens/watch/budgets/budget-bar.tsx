import type { ReactElement } from "react";
import { type BarFigures, barPlaces } from "./bar-geometry.ts";

const HEIGHT = 26;
const BAR_TOP = 7;
const BAR_PX = 12;
const LINE_PX = 2;

interface BudgetBarProps extends BarFigures {
  /** The same in words, for those who do not see it. */
  label: string;
  isOver: boolean;
}

/** Spent as a bar; the amount as a line; what is usual by now as a tick; what is expected as a stretch with its middle. */
export function BudgetBar({ label, isOver, ...figures }: BudgetBarProps): ReactElement {
  const { spent, amount, usual, expected } = barPlaces(figures);
  return (
    <svg className="budget-bar" width="100%" height={HEIGHT} role="img" aria-label={label}>
      <rect className="budget-track" width="100%" y={BAR_TOP} height={BAR_PX} />
      {expected && (
        <rect
          className="budget-expected"
          x={percent(expected.low)}
          width={percent(Math.max(0.004, expected.high - expected.low))}
          y={BAR_TOP - 4}
          height={BAR_PX + 8}
        />
      )}
      <rect
        className="budget-spent"
        data-over={isOver || undefined}
        width={percent(spent)}
        y={BAR_TOP}
        height={BAR_PX}
      />
      {usual !== null && <Line className="budget-usual" at={usual} from={BAR_TOP} to={BAR_TOP + BAR_PX} />}
      {expected && (
        <Line className="budget-mid" at={expected.mid} from={BAR_TOP - 4} to={BAR_TOP + BAR_PX + 4} />
      )}
      {amount !== null && <Line className="budget-amount" at={amount} from={0} to={HEIGHT} />}
    </svg>
  );
}

interface LineProps {
  className: string;
  at: number;
  from: number;
  to: number;
}

/** Ends where it stands: at the very end of the bar it is not cut off. */
function Line({ className, at, from, to }: LineProps): ReactElement {
  return (
    <rect
      className={className}
      x={percent(at)}
      width={LINE_PX}
      transform={`translate(-${LINE_PX} 0)`}
      y={from}
      height={to - from}
    />
  );
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(3)}%`;
}
