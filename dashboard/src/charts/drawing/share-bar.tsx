import type { ReactElement } from "react";

/** A bar in a cell of a table: how long it is against the longest. The cell has the number itself. */
export function ShareBar({ ratio }: { ratio: number }): ReactElement {
  const width = `${Math.min(1, Math.max(0, ratio)) * 100}%`;
  return (
    <svg className="share-bar" width="100%" height="6" aria-hidden="true">
      <rect width="100%" height="6" rx="3" />
      <rect className="share-bar-part" width={width} height="6" rx="3" />
    </svg>
  );
}
