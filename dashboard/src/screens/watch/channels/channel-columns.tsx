import type { ChannelKind, ChannelRow, Scope } from "@kubecent/shared";
import type { ReactElement } from "react";
import { scopeInWords } from "../../../states/scope-in-words.ts";
import type { Column } from "../../../table/column.ts";
import { CellButton, CellText, pairsInWords } from "../cells.tsx";

interface ChannelColumnsOf {
  all: readonly ChannelRow[];
  mayEdit: (scope: Scope) => boolean;
  onTest: (channel: ChannelRow) => void;
  /** Null while one is being turned. */
  onTurn: ((channel: ChannelRow) => void) | null;
  onOpen: (what: "delete" | "rotate", channel: ChannelRow) => void;
}

const KINDS: Readonly<Record<ChannelKind, string>> = {
  slack: "Slack",
  teams: "Teams",
  "google-chat": "Google Chat",
  pagerduty: "PagerDuty",
  alertmanager: "Alertmanager",
  email: "E-mail",
  webhook: "Webhook",
};

export function channelKindInWords(kind: ChannelKind): string {
  return KINDS[kind];
}

/** What is told of a channel, never its secrets; and what can be done with it, for those who may. */
export function channelColumns(of: ChannelColumnsOf): readonly Column<ChannelRow>[] {
  return [
    {
      key: "name",
      name: "Channel",
      cell: ({ name }) => <bdi>{name}</bdi>,
      compare: (one, other) => one.name.localeCompare(other.name),
    },
    {
      key: "kind",
      name: "Kind",
      cell: ({ kind }) => KINDS[kind],
      compare: (one, other) => KINDS[one.kind].localeCompare(KINDS[other.kind]),
    },
    { key: "to", name: "To", cell: (row) => <CellText text={targetInWords(row)} /> },
    {
      key: "state",
      name: "State",
      cell: ({ enabled, disabledReason }) =>
        enabled ? (
          "on"
        ) : (
          <span className="badge" data-kind="warn">
            off{disabledReason ? `: ${disabledReason}` : ""}
          </span>
        ),
      compare: (one, other) => Number(one.enabled) - Number(other.enabled),
    },
    {
      key: "fallback",
      name: "Instead of it",
      title: "Gets what could not be sent to it",
      cell: ({ fallbackId }) => <bdi>{of.all.find(({ id }) => id === fallbackId)?.name ?? "–"}</bdi>,
    },
    { key: "scope", name: "News of", cell: ({ scope }) => <CellText text={scopeInWords(scope)} /> },
    { key: "by", name: "By", cell: ({ createdBy }) => <bdi>{createdBy}</bdi> },
    {
      key: "actions",
      name: "Do",
      cell: (row) => (of.mayEdit(row.scope) ? <Actions row={row} of={of} /> : "–"),
    },
  ];
}

function targetInWords({ shown: { host, to, labels } }: ChannelRow): string {
  return [host, to?.join(", "), labels && pairsInWords(labels)].filter(Boolean).join("; ") || "–";
}

function Actions({ row, of }: { row: ChannelRow; of: ChannelColumnsOf }): ReactElement {
  return (
    <span className="cell-actions">
      <CellButton text="Test" of={row.name} isDisabled={!row.enabled} onPress={() => of.onTest(row)} />
      <CellButton
        text={row.enabled ? "Turn off" : "Turn on"}
        of={row.name}
        isDisabled={of.onTurn === null}
        onPress={() => of.onTurn?.(row)}
      />
      {row.kind === "webhook" && (
        <CellButton text="New secret" of={row.name} onPress={() => of.onOpen("rotate", row)} />
      )}
      <CellButton text="Delete" of={row.name} onPress={() => of.onOpen("delete", row)} />
    </span>
  );
}
