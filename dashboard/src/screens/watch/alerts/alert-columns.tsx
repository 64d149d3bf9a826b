import type { AlertRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../../format/moment.tsx";
import type { Column } from "../../../table/column.ts";
import { useHref } from "../../../url/use-view.ts";
import { CellButton, CellText, MomentCell, SeverityBadge } from "../cells.tsx";
import { alertKindInWords } from "./alert-words.ts";

const SEVERITIES = ["info", "warning", "critical"] as const;

/** What is told of an alert; the last column silences it, for those who may. */
export function alertColumns(onSilence: ((alert: AlertRow) => void) | null): readonly Column<AlertRow>[] {
  return [
    {
      key: "title",
      name: "Alert",
      cell: (row) => <AlertName row={row} />,
      compare: (one, other) => one.title.localeCompare(other.title),
    },
    {
      key: "severity",
      name: "Severity",
      cell: ({ severity }) => <SeverityBadge severity={severity} />,
      compare: (one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity),
    },
    {
      key: "phase",
      name: "State",
      cell: ({ phase, silenced }) => `${phase}${silenced ? ", silenced" : ""}`,
      compare: (one, other) => one.phase.localeCompare(other.phase),
    },
    {
      key: "kind",
      name: "Kind",
      cell: ({ kind }) => alertKindInWords(kind),
      compare: (one, other) => one.kind.localeCompare(other.kind),
    },
    {
      key: "facts",
      name: "Found",
      cell: ({ facts }) => <CellText text={facts.map(({ name, value }) => `${name} ${value}`).join("; ")} />,
    },
    {
      key: "since",
      name: "Since",
      cell: ({ since }) => <Moment at={Date.parse(since)} />,
      compare: (one, other) => one.since.localeCompare(other.since),
    },
    {
      key: "told",
      name: "Told",
      cell: ({ toldAt, silenced }) => (
        <MomentCell
          at={toldAt}
          reason={silenced ? "It is silenced" : "It leads to no channel, or was not due yet"}
        />
      ),
      compare: (one, other) => (one.toldAt ?? "").localeCompare(other.toldAt ?? ""),
    },
    {
      key: "rule",
      name: "Rule, owner",
      cell: ({ rule, owner }) => <CellText text={owner === null ? rule : `${rule}, ${owner}`} />,
      compare: (one, other) => one.rule.localeCompare(other.rule),
    },
    ...(onSilence
      ? [
          {
            key: "silence",
            name: "Silence",
            cell: (row: AlertRow) =>
              row.phase === "resolved" || row.silenced ? (
                "–"
              ) : (
                <CellButton text="Silence" of={row.title} onPress={() => onSilence(row)} />
              ),
          },
        ]
      : []),
  ];
}

/** What has happened; leads to the place that it is about. */
function AlertName({ row: { title, labels } }: { row: AlertRow }): ReactElement {
  const href = useHref();
  const { cluster, namespace } = labels;
  if (cluster === undefined) return <bdi title={title}>{title}</bdi>;
  const scope = { cluster, ...(namespace !== undefined && { namespace }) };
  return (
    <a href={href({ screen: "explore", scope })} title={title}>
      <bdi>{title}</bdi>
    </a>
  );
}
