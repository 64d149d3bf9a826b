import { hierarchy, treemap as layOut, treemapSquarify } from "d3-hierarchy";
import { type Box, type SeriesKind, unitsOf } from "./chart-parts.ts";

/** Something with a cost, to be drawn as an area. */
export interface TreemapItem {
  readonly key: string;
  readonly label: string;
  readonly kind: SeriesKind;
  readonly nano: bigint;
}

export interface TreemapTile extends Box {
  readonly item: TreemapItem;
}

interface Room {
  readonly width: number;
  readonly height: number;
}

type Root = { readonly children: readonly TreemapItem[] };

/** Tiles that fill the room, each as large as its cost. What costs nothing, or less, has no tile. */
export function treemapOf(items: readonly TreemapItem[], { width, height }: Room): TreemapTile[] {
  const drawn = items.filter(({ nano }) => nano > 0n);
  if (drawn.length === 0 || width <= 0 || height <= 0) return [];
  const root = hierarchy<Root | TreemapItem>({ children: drawn }, (node) =>
    "children" in node ? node.children : undefined,
  ).sum((node) => ("nano" in node ? unitsOf(node.nano) : 0));
  // oxlint-disable-next-line unicorn/no-array-sort -- d3's own sort of a hierarchy, which is no array
  root.sort((one, other) => (other.value ?? 0) - (one.value ?? 0));
  const laidOut = layOut<Root | TreemapItem>().tile(treemapSquarify).size([width, height])(root);
  return laidOut
    .leaves()
    .flatMap(({ data, x0, x1, y0, y1 }) =>
      "nano" in data ? [{ item: data, x: x0, y: y0, width: x1 - x0, height: y1 - y0 }] : [],
    );
}
