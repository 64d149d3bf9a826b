import { formatNano } from "@kubecent/shared/money";
import type { ReactElement } from "react";
import { exactMoney, money, signedMoney } from "../../format/money.ts";
import { useReader } from "../../format/use-reader.ts";
import { type WaterfallBar, waterfallOf, type WaterfallStep } from "../geometry/waterfall.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { useWidth } from "./use-width.ts";

const BAR_PX = 20;
const ROW_PX = 32;

interface WaterfallChartProps {
  caption: string;
  steps: readonly (WaterfallStep & { readonly note?: string | undefined })[];
  currency: string;
}

/** From one total over its changes to another: a row for each, so that names are read at any width. */
export function WaterfallChart({ caption, steps, currency }: WaterfallChartProps): ReactElement {
  const { locale } = useReader();
  const [ref, width] = useWidth();
  const { bars, zeroX, cutAt } = waterfallOf(steps, width);
  const style = { currency, locale };
  const textOf = ({ kind, nano }: WaterfallStep): string =>
    (kind === "total" ? money : signedMoney)(formatNano(nano), style);
  const cut = cutAt === null ? "" : ` The axis is cut: it begins at ${money(cutAt.toFixed(9), style)}.`;
  const rows = () => ({
    head: ["Step", "Amount", "To the last digit"],
    body: steps.map((step) => [step.label, textOf(step), exactMoney(formatNano(step.nano), style)]),
  });
  return (
    <ChartFigure caption={`${caption}.${cut}`} rows={rows}>
      <ol className="waterfall">
        {bars.map((bar, index) => (
          <li key={bar.step.key} data-kind={bar.step.kind}>
            <span className="waterfall-label" title={steps[index]?.note}>
              {bar.step.label}
            </span>
            <span className="waterfall-room" ref={index === 0 ? ref : undefined}>
              <Bar
                bar={bar}
                width={width}
                zeroX={zeroX}
                isLast={index === bars.length - 1}
                isCut={cutAt !== null && bar.step.kind === "total"}
              />
            </span>
            <span className="waterfall-amount" data-direction={bar.direction}>
              {textOf(bar.step)}
            </span>
          </li>
        ))}
      </ol>
    </ChartFigure>
  );
}

interface BarProps {
  bar: WaterfallBar;
  width: number;
  zeroX: number;
  isLast: boolean;
  /** Its beginning is left of the drawing. */
  isCut: boolean;
}

function Bar({ bar, width, zeroX, isLast, isCut }: BarProps): ReactElement {
  const { x, width: length, endX, direction, step } = bar;
  const top = (ROW_PX - BAR_PX) / 2;
  const joinFrom = step.nano === 0n ? 0 : top + BAR_PX;
  return (
    <svg width={width} height={ROW_PX} aria-hidden="true">
      <path className="axis-zero" d={`M${zeroX} 0V${ROW_PX}`} />
      {!isLast && <path className="waterfall-join" d={`M${endX} ${joinFrom}V${ROW_PX}`} />}
      {/* A change too small to see still has a hair of a bar; none at all has none. */}
      {step.nano !== 0n && (
        <rect
          className="waterfall-bar"
          data-direction={direction}
          x={x}
          y={top}
          width={Math.max(1, length)}
          height={BAR_PX}
          rx="2"
        />
      )}
      {isCut && (
        <path
          className="waterfall-cut"
          d={`M14 ${top - 2}l-4 ${BAR_PX + 4}M20 ${top - 2}l-4 ${BAR_PX + 4}`}
        />
      )}
    </svg>
  );
}
