import type { ReactElement } from "react";
import { useClusterStatus } from "../data/clusters.ts";
import { useWindowFacts, type WindowFacts } from "../data/shown-window.ts";
import { CoverageNote } from "../states/coverage-note.tsx";
import { EmptyByFilter } from "../states/empty-by-filter.tsx";
import { FirstHours } from "../states/first-hours.tsx";
import { useHref } from "../url/use-view.ts";
import { DEFAULT_VIEW } from "../url/view.ts";

/** A screen without rows: the first hours are still being collected, nobody saw the window, or the filters leave none. */
export function NothingToShow(): ReactElement {
  const { answer } = useClusterStatus();
  const { facts, isOld } = useWindowFacts();
  const isFirst = answer !== undefined && answer.rows.every(({ hours }) => hours === 0);
  if (isFirst) return <FirstHours clusters={answer.rows} />;
  return facts && !isOld && facts.coverage.ratio === 0 ? <NeverSeen facts={facts} /> : <EmptyByFilter />;
}

/** A window of which no hour is stored: that is no window in which nothing ran. */
function NeverSeen({ facts: { window, coverage } }: { facts: WindowFacts }): ReactElement {
  const href = useHref();
  return (
    <section className="state-box" data-kind="never-seen">
      <h2>Nothing is known of this window</h2>
      <p>No hour of it is stored. What it cost is unknown, which is not zero.</p>
      <CoverageNote window={window} coverage={coverage} />
      <p>
        <a href={href({ window: DEFAULT_VIEW.window, versus: null })}>Show the last days instead</a>
      </p>
    </section>
  );
}
