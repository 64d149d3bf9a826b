import type { ClusterStatusRow } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { useClusterStatus } from "../data/clusters.ts";
import { Moment } from "../format/moment.tsx";

/** Clusters whose source does not answer: what was collected before stays, and ends where it ends. */
export function SourceNotice(): ReactElement {
  const { answer } = useClusterStatus();
  const silent = answer?.rows.filter((row) => row.lastError !== null) ?? [];
  return (
    <>
      {silent.map((row) => (
        <Silent key={row.cluster} row={row} />
      ))}
    </>
  );
}

function Silent({ row: { cluster, end, lastError } }: { row: ClusterStatusRow }): ReactElement | null {
  if (!lastError) return null;
  return (
    <output className="notice" data-kind="stale">
      <span>
        The source of <bdi>{cluster}</bdi> failed at <Moment at={Date.parse(lastError.at)} />:{" "}
        {lastError.message}.{" "}
        {end === null ? (
          "No hour of it is stored yet."
        ) : (
          <>
            Its numbers end at <Moment at={Date.parse(end)} />.
          </>
        )}
      </span>
    </output>
  );
}
