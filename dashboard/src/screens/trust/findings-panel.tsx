import type { ClusterFinding, ClusterStatusRow, FindingGravity } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { MoneyText } from "../../format/money-text.tsx";
import { Panel } from "../../panels/panel.tsx";

const GRAVITIES: Readonly<Record<FindingGravity, string>> = {
  missing: "not in the numbers",
  ignored: "left out as impossible",
  decided: "decided by a rule",
};

/** What contradicts itself in the clusters' data, what is done about it, and what ends it. */
export function FindingsPanel({ clusters }: { clusters: readonly ClusterStatusRow[] }): ReactElement {
  const found = clusters.flatMap(({ cluster, currency, findings }) =>
    findings.map((finding) => ({ cluster, currency, finding })),
  );
  return (
    <Panel
      title="What was found in the data"
      note="In the last 24 hours that are stored, the most money first."
    >
      {found.length === 0 ? (
        <p>Nothing contradicts itself.</p>
      ) : (
        <div className="findings">
          {found.map(({ cluster, currency, finding }) => (
            <Finding key={`${cluster} ${finding.code}`} {...{ cluster, currency, finding }} />
          ))}
        </div>
      )}
    </Panel>
  );
}

interface FindingProps {
  cluster: string;
  currency: string;
  finding: ClusterFinding;
}

function Finding({ cluster, currency, finding }: FindingProps): ReactElement {
  const { code, gravity, what, rule, remedy, hours, things, touchedCost, examples } = finding;
  return (
    <details>
      <summary>
        <span className="badge" data-kind={gravity === "missing" ? "warn" : undefined}>
          {GRAVITIES[gravity]}
        </span>{" "}
        {what}
        <span className="row-detail">
          {" "}
          <bdi>{cluster}</bdi>, {hours} {hours === 1 ? "hour" : "hours"}, touches{" "}
          {/[1-9]/.test(touchedCost) ? <MoneyText amount={touchedCost} currency={currency} /> : "no cost"}
        </span>
      </summary>
      <p>{rule}</p>
      <p>{remedy}</p>
      <ul>
        {examples.map(({ name, detail }) => (
          <li key={name}>
            <bdi>{name}</bdi>: {detail}
          </li>
        ))}
      </ul>
      <p className="row-detail">
        {things} {things === 1 ? "thing" : "things"} in the last of these hours. Code: <code>{code}</code>
      </p>
    </details>
  );
}
