import type { ReactElement, ReactNode } from "react";
import { type Asked, worstOf } from "./asked.ts";
import { Skeleton } from "./skeleton.tsx";
import { StatusLine } from "./status-line.tsx";
import { TroubleBox } from "./trouble-box.tsx";
import "./states.css";

interface ScreenStatesProps {
  /** Every question without whose answer the content cannot be drawn. */
  asked: readonly Asked<unknown>[];
  /** Drawn instead of the content where the answers hold nothing: `EmptyByFilter`, `FirstHours` … */
  instead?: ReactElement | null | undefined;
  /** As tall as the content will be, so that nothing moves when it comes; in rem. */
  skeletonRem?: number | undefined;
  /** What stands there meanwhile, where its height depends on more than that. */
  skeleton?: ReactElement | undefined;
  children: ReactNode;
}

/**
 * Draws the content of a screen, or of a part of it, or what keeps it from being drawn. Answers that were there before stay,
 * greyed, while new ones load; a line above says what is wrong with them. Unknown is never drawn as zero.
 */
export function ScreenStates({
  asked,
  instead,
  skeletonRem = 24,
  skeleton,
  children,
}: ScreenStatesProps): ReactElement {
  const worst = worstOf(asked);
  const isAnswered = asked.every(({ answer }) => answer !== undefined);
  if (worst && !isAnswered) {
    const isLoading = worst.state.kind === "loading";
    return isLoading ? (skeleton ?? <Skeleton rem={skeletonRem} />) : <TroubleBox asked={worst} />;
  }
  const isOld = asked.some((one) => one.isOld);
  return (
    <div className="states" data-old={isOld || undefined} aria-busy={isOld}>
      {worst && <StatusLine asked={worst} />}
      <div className="states-content">{instead ?? children}</div>
    </div>
  );
}
