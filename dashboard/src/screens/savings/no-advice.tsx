import type { ReactElement } from "react";
import { useClusterStatus } from "../../data/clusters.ts";
import { FirstHours } from "../../states/first-hours.tsx";

/** Nothing was looked at yet: what it waits for. */
export function NoAdvice(): ReactElement {
  const { answer } = useClusterStatus();
  if (answer?.rows.every(({ hours }) => hours === 0)) return <FirstHours clusters={answer.rows} />;
  return (
    <section className="state-box" data-kind="first-hours">
      <h2>The first day is being looked at</h2>
      <p>
        Advice goes by whole closed days. It comes some hours after the end of the first one (UTC), and gets
        surer with each day up to fourteen. What could be saved until then is unknown, not nothing.
      </p>
    </section>
  );
}
