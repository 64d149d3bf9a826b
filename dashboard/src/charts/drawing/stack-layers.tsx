import { memo, type ReactElement } from "react";
import type { Stack } from "../geometry/stack.ts";
import { fillOf, Patterns } from "./patterns.tsx";

interface StackLayersProps {
  stack: Stack;
  /** Of the drawing's patterns. */
  id: string;
  height: number;
}

/** The layers of a stack, gaps hatched over the whole height, what is not whole dotted. Not drawn anew while a pointer moves. */
export const StackLayers = memo(function StackLayers({ stack, id, height }: StackLayersProps): ReactElement {
  const { layers, columns, ghostPath } = stack;
  return (
    <g className="layers">
      <Patterns id={id} />
      {columns
        .filter(({ bucket }) => bucket.state === "gap")
        .map(({ bucket, x, width }) => (
          <rect
            key={bucket.start}
            className="gap"
            x={x}
            width={width}
            height={height}
            fill={`url(#${id}-gap)`}
          />
        ))}
      {layers.map(({ series, place, seenPath, partialPath }) => (
        <g key={series.key}>
          <path className="layer" d={seenPath} fill={fillOf(id, series.kind, place)} />
          <path className="layer" data-partial d={partialPath} fill={fillOf(id, series.kind, place)} />
        </g>
      ))}
      <path
        className="partial"
        d={layers.map(({ partialPath }) => partialPath).join("")}
        fill={`url(#${id}-partial)`}
      />
      {ghostPath !== "" && <path className="ghost" d={ghostPath} />}
    </g>
  );
});
