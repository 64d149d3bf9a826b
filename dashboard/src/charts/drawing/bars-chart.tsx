import { formatNano } from "@kubecent/shared/money";
import { type ReactElement, type ReactNode, useId } from "react";
import { money } from "../../format/money.ts";
import { useReader } from "../../format/use-reader.ts";
import { type BarPart, barsOf, type DrawnPart } from "../geometry/bars.ts";
import { sumNano } from "../geometry/chart-parts.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { Legend } from "./legend.tsx";
import { fillOf, Patterns } from "./patterns.tsx";

const BAR_PX = 16;

interface BarRow {
  readonly key: string;
  readonly label: string;
  readonly parts: readonly BarPart[];
}

interface BarsChartProps {
  caption: string;
  rows: readonly BarRow[];
  currency: string;
  /** The name of a row, such as a link; its text without it. */
  nameOf?: ((key: string) => ReactNode) | undefined;
}

/** Bars beside each other in one scale, each of the same kinds of parts. */
export function BarsChart({ caption, rows, currency, nameOf }: BarsChartProps): ReactElement {
  const { locale } = useReader();
  const id = useId();
  const drawn = barsOf(rows.map(({ parts }) => parts));
  const kinds = placesOf(rows);
  const textOf = (nano: bigint): string => money(formatNano(nano), { currency, locale });
  const tableRows = () => ({
    head: ["Name", ...kinds.map(({ label }) => label), "Sum"],
    body: rows.map(({ label, parts }) => [
      label,
      ...kinds.map(({ key }) => textOf(parts.find((part) => part.key === key)?.nano ?? 0n)),
      textOf(sumNano(parts.map(({ nano }) => nano))),
    ]),
  });
  return (
    <ChartFigure caption={caption} rows={tableRows}>
      <svg className="hidden" aria-hidden="true">
        <Patterns id={id} />
      </svg>
      <ul className="bars">
        {rows.map(({ key, label, parts }, index) => (
          <li key={key}>
            <span className="bars-label">{nameOf ? nameOf(key) : <bdi>{label}</bdi>}</span>
            <Bar
              parts={drawn[index] ?? []}
              id={id}
              placeOf={(part) => kinds.findIndex((kind) => kind.key === part)}
            />
            <span className="bars-amount">{textOf(sumNano(parts.map(({ nano }) => nano)))}</span>
          </li>
        ))}
      </ul>
      <Legend items={kinds} />
    </ChartFigure>
  );
}

interface BarProps {
  parts: readonly DrawnPart[];
  id: string;
  placeOf: (key: string) => number;
}

function Bar({ parts, id, placeOf }: BarProps): ReactElement {
  return (
    <svg className="bar" width="100%" height={BAR_PX} aria-hidden="true">
      {parts.map(({ part, from, width }) => (
        <rect
          key={part.key}
          x={`${from * 100}%`}
          width={`${width * 100}%`}
          height={BAR_PX}
          fill={fillOf(id, part.kind, placeOf(part.key))}
        >
          <title>{part.label}</title>
        </rect>
      ))}
    </svg>
  );
}

/** The kinds of parts in the order in which they first come, each with its place among the colours. */
function placesOf(rows: readonly BarRow[]): (BarPart & { place: number })[] {
  const kinds = new Map(rows.flatMap(({ parts }) => parts).map((part) => [part.key, part]));
  return [...kinds.values()].map((part, place) => ({ ...part, place }));
}
