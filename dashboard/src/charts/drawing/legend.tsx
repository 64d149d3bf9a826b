import type { ReactElement } from "react";
import type { SeriesKind } from "../geometry/chart-parts.ts";
import { Swatch } from "./swatch.tsx";

interface LegendItem {
  readonly key: string;
  readonly label: string;
  readonly kind: SeriesKind;
  readonly place: number;
}

interface LegendProps {
  items: readonly LegendItem[];
  /** Opens a series; without it the names are no buttons. */
  onOpen?: ((key: string) => void) | undefined;
}

/** The names of a chart's series, in the order of the stack from its top. */
export function Legend({ items, onOpen }: LegendProps): ReactElement {
  return (
    <ul className="legend">
      {items.map(({ key, label, kind, place }) => (
        <li key={key}>
          <Swatch kind={kind} place={place} />
          {onOpen && kind === "named" ? (
            <button type="button" className="link" onClick={() => onOpen(key)}>
              <bdi>{label}</bdi>
            </button>
          ) : (
            <bdi>{label}</bdi>
          )}
        </li>
      ))}
    </ul>
  );
}
