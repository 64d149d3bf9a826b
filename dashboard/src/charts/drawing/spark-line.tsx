import type { ReactElement } from "react";
import { sparkPath } from "../geometry/spark.ts";

const SIZE = { width: 96, height: 22 };

interface SparkLineProps {
  /** Nano-units over time; null where they are unknown. */
  amounts: readonly (bigint | null)[];
  /** What is to be seen, in words. */
  label: string;
}

/** A small line in a row of a table. */
export function SparkLine({ amounts, label }: SparkLineProps): ReactElement {
  return (
    <svg className="spark" {...SIZE} role="img" aria-label={label}>
      <path d={sparkPath(amounts, SIZE)} />
    </svg>
  );
}

/** Keeps the place of a line that is not there, or not yet: the columns beside it stay where they are. */
export function SparkRoom(): ReactElement {
  return <svg className="spark" {...SIZE} aria-hidden="true" />;
}
