import { type ReactElement, useId } from "react";
import type { SeriesKind } from "../geometry/chart-parts.ts";
import { fillOf, Patterns } from "./patterns.tsx";

/** The colour and pattern of a series, beside its name. */
export function Swatch({ kind, place }: { kind: SeriesKind; place: number }): ReactElement {
  const id = useId();
  return (
    <svg className="swatch" width="12" height="12" aria-hidden="true">
      {kind !== "named" && <Patterns id={id} />}
      <rect width="12" height="12" rx="2" fill={fillOf(id, kind, place)} />
    </svg>
  );
}
