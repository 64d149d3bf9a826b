import type { ReactElement } from "react";

/** Stands where the content will, as tall as it. It is seen only after 150 ms: most answers are faster. */
export function Skeleton({ rem }: { rem: number }): ReactElement {
  return (
    <output className="skeleton" aria-label="Loading" style={{ blockSize: `${rem}rem` }}>
      <span className="skeleton-line" />
      <span className="skeleton-block" />
    </output>
  );
}
