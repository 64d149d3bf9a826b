import type { ClusterStatusRow } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { Moment } from "../../format/moment.tsx";
import { count } from "../../format/quantities.ts";
import { seenShare } from "../../format/share.ts";
import { useReader } from "../../format/use-reader.ts";
import { Panel } from "../../panels/panel.tsx";
import "../../charts/drawing/charts.css";

const HEADS = [
  "Cluster",
  "Source",
  "First hour",
  "Stored up to",
  "Hours",
  "Last hour seen",
  "Last collected",
  "State",
];

/** How the collection of each cluster gets on. */
export function CollectionPanel({ clusters }: { clusters: readonly ClusterStatusRow[] }): ReactElement {
  return (
    <Panel
      title="How fresh is it?"
      note="An hour is collected some minutes after its end, when its last samples are in."
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard */}
      <section className="chart-table" aria-label="Clusters and their collection" tabIndex={0}>
        <table>
          <thead>
            <tr>
              {HEADS.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {clusters.map((row) => (
              <CollectionRow key={row.cluster} row={row} />
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

function CollectionRow({ row }: { row: ClusterStatusRow }): ReactElement {
  const { locale } = useReader();
  const { cluster, source, start, end, hours, lastCoverage, lastCollectedAt } = row;
  return (
    <tr>
      <th scope="row">
        <bdi>{cluster}</bdi>
      </th>
      <td>{source === "demo" ? "demo (invented)" : source}</td>
      <td>
        <When instant={start} />
      </td>
      <td>
        <When instant={end} />
      </td>
      <td>{count(hours, locale)}</td>
      <td>{lastCoverage === null ? "–" : seenShare(lastCoverage, locale)}</td>
      <td>
        <When instant={lastCollectedAt} />
      </td>
      <td>
        <CollectionState row={row} />
      </td>
    </tr>
  );
}

function CollectionState({ row: { progress, lastError } }: { row: ClusterStatusRow }): ReactElement {
  if (lastError)
    return (
      <span className="badge" data-kind="warn" title={lastError.message}>
        failed <Moment at={Date.parse(lastError.at)} />: {lastError.message}
      </span>
    );
  if (progress)
    return (
      <>
        {progress.done} of {progress.total} hours
      </>
    );
  return <>up to date</>;
}

function When({ instant }: { instant: string | null }): ReactElement {
  return instant === null ? <span title="There is none yet">–</span> : <Moment at={Date.parse(instant)} />;
}
