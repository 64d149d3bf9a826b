import type { ReactElement } from "react";
import type { SeriesKind } from "../geometry/chart-parts.ts";

/** Patterns of one drawing. Their ids are its own: two charts stand on one page. */
export function Patterns({ id }: { id: string }): ReactElement {
  return (
    <defs>
      <pattern id={`${id}-idle`} className="pattern-idle" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="6" />
        <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" />
      </pattern>
      <pattern
        id={`${id}-other`}
        className="pattern-other"
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
      >
        <rect width="5" height="5" />
        <circle cx="2.5" cy="2.5" r="0.9" />
      </pattern>
      <pattern
        id={`${id}-unobserved`}
        className="pattern-unobserved"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
      >
        <rect width="6" height="6" />
        <path d="M0 3H6" />
      </pattern>
      <pattern id={`${id}-gap`} className="pattern-gap" width="8" height="8" patternUnits="userSpaceOnUse">
        <path d="M0 8L8 0M-1 1L1 -1M7 9L9 7" />
      </pattern>
      <pattern
        id={`${id}-partial`}
        className="pattern-partial"
        width="4"
        height="4"
        patternUnits="userSpaceOnUse"
      >
        <path d="M0 0V2" />
      </pattern>
    </defs>
  );
}

/** What a series is filled with: named ones by colour, the others by a pattern as well. */
export function fillOf(id: string, kind: SeriesKind, place: number): string {
  return kind === "named" ? `var(--series-${(place % 8) + 1})` : `url(#${id}-${kind})`;
}
