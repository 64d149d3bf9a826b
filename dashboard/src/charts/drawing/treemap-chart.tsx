import { formatNano } from "@kubecent/shared/money";
import { type ReactElement, useId } from "react";
import { money } from "../../format/money.ts";
import { share } from "../../format/share.ts";
import { useReader } from "../../format/use-reader.ts";
import { sumNano, unitsOf } from "../geometry/chart-parts.ts";
import { type TreemapItem, treemapOf, type TreemapTile } from "../geometry/treemap.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { fillOf, Patterns } from "./patterns.tsx";
import { useWidth } from "./use-width.ts";

const HEIGHT = 260;
const LEAST_TEXT_PX = { width: 64, height: 34 };

interface TreemapChartProps {
  caption: string;
  items: readonly TreemapItem[];
  currency: string;
  /** Opens what a tile stands for. */
  onItem?: ((key: string) => void) | undefined;
}

/** Parts of a whole as areas. The keyboard opens them from the table. */
export function TreemapChart({ caption, items, currency, onItem }: TreemapChartProps): ReactElement {
  const { locale } = useReader();
  const [ref, width] = useWidth();
  const id = useId();
  const tiles = treemapOf(items, { width, height: HEIGHT });
  const whole = unitsOf(sumNano(items.map(({ nano }) => nano)));
  const textOf = (nano: bigint): string => money(formatNano(nano), { currency, locale });
  const rows = () => ({
    head: ["Name", "Cost", "Share"],
    body: items.map(({ label, nano }) => [
      label,
      textOf(nano),
      whole === 0 ? "–" : share(unitsOf(nano) / whole, locale),
    ]),
    foot: ["Sum", textOf(sumNano(items.map(({ nano }) => nano))), ""],
  });
  return (
    <ChartFigure caption={caption} rows={rows}>
      <div ref={ref} className="treemap-room">
        <svg className="treemap" width={width} height={HEIGHT} aria-hidden="true">
          <Patterns id={id} />
          {tiles.map((tile, place) => (
            <Tile
              key={tile.item.key}
              tile={tile}
              fill={fillOf(id, tile.item.kind, place)}
              amount={textOf(tile.item.nano)}
              onOpen={tile.item.kind === "named" && onItem ? () => onItem(tile.item.key) : undefined}
            />
          ))}
        </svg>
      </div>
    </ChartFigure>
  );
}

interface TileProps {
  tile: TreemapTile;
  fill: string;
  amount: string;
  onOpen: (() => void) | undefined;
}

function Tile({ tile: { item, x, y, width, height }, fill, amount, onOpen }: TileProps): ReactElement {
  const hasText = width >= LEAST_TEXT_PX.width && height >= LEAST_TEXT_PX.height;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the rows of the screen's table open the same, by keys
    <svg
      className="tile"
      x={x}
      y={y}
      width={width}
      height={height}
      onClick={onOpen}
      data-opens={onOpen && true}
    >
      <title>{`${item.label}: ${amount}`}</title>
      <rect width={width} height={height} fill={fill} />
      {hasText && (
        <>
          <rect className="tile-plate" width={width} height={LEAST_TEXT_PX.height} />
          <text x="6" y="14">
            {item.label}
          </text>
          <text x="6" y="29" className="tile-amount">
            {amount}
          </text>
        </>
      )}
    </svg>
  );
}
