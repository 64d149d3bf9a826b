import type { ClusterStatusRow } from "@kubecent/sdk";
import { type ReactElement, useState } from "react";
import { Moment } from "../format/moment.tsx";

const HOUR_MS = 3_600_000;
/** An hour can be read ten minutes after its end, when its last samples have come in. */
const DUE_AFTER_MS = 10 * 60_000;

/** No hour of any cluster is stored yet: since when it is collected, and when the first number will be there. */
export function FirstHours({ clusters }: { clusters: readonly ClusterStatusRow[] }): ReactElement {
  const [now] = useState(() => Date.now());
  const firstDue = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS + DUE_AFTER_MS;
  return (
    <section className="state-box" data-kind="first-hours">
      <h2>The first hours are being collected</h2>
      {clusters.length === 0 && <p>No cluster is known yet.</p>}
      <ul>
        {clusters.map(({ cluster, progress, lastError }) => (
          <li key={cluster}>
            <bdi>{cluster}</bdi>:{" "}
            {progress ? (
              <>
                <progress value={progress.done} max={progress.total} aria-label={`Hours of ${cluster}`} />{" "}
                {progress.done} of {progress.total} hours
              </>
            ) : (
              "waiting for its first hour"
            )}
            {lastError && <span className="state-detail"> {lastError.message}</span>}
          </li>
        ))}
      </ul>
      <p>
        The next full hour can be read at <Moment at={firstDue} />.
      </p>
    </section>
  );
}
