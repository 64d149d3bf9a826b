import type { ReactElement } from "react";
import { useClusterStatus } from "../data/clusters.ts";
import { EmptyByFilter } from "../states/empty-by-filter.tsx";
import { FirstHours } from "../states/first-hours.tsx";

/** A screen without rows: the first hours are still being collected, or the filters leave none. */
export function NothingToShow(): ReactElement {
  const { answer } = useClusterStatus();
  const isFirst = answer !== undefined && answer.rows.every(({ hours }) => hours === 0);
  return isFirst ? <FirstHours clusters={answer.rows} /> : <EmptyByFilter />;
}
