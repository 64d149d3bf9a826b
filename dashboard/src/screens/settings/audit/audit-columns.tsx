import type { AuditRow } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { Moment } from "../../../format/moment.tsx";
import type { Column } from "../../../table/column.ts";
import { actionInWords } from "./action-choice.tsx";

/** What is told of a record. */
export const AUDIT_COLUMNS: readonly Column<AuditRow>[] = [
  {
    key: "time",
    name: "When",
    cell: ({ timestamp }) => <Moment at={Date.parse(timestamp)} />,
    compare: (one, other) => Number(BigInt(one.id) - BigInt(other.id)),
  },
  {
    key: "who",
    name: "Who",
    cell: ({ userName, userId, clientAddress }) => (
      <>
        <bdi>{userName === "" ? userId : userName}</bdi>{" "}
        <span className="row-detail">{clientAddress ?? ""}</span>
      </>
    ),
    compare: (one, other) => one.userName.localeCompare(other.userName),
  },
  {
    key: "what",
    name: "What",
    cell: ({ action, occurrences }) =>
      `${actionInWords(action)}${occurrences > 1 ? `, ${occurrences} times` : ""}`,
    compare: (one, other) => one.action.localeCompare(other.action),
  },
  { key: "thing", name: "To", cell: ({ resourceId }) => <bdi>{resourceId}</bdi> },
  {
    key: "end",
    name: "Outcome",
    cell: ({ status }) => <span data-outcome={status}>{status === "SUCCESS" ? "made" : "refused"}</span>,
    compare: (one, other) => one.status.localeCompare(other.status),
  },
  { key: "details", name: "Details", cell: (row) => <Details row={row} /> },
  {
    key: "seq",
    name: "Number",
    title: "In the sealed chain",
    isNumber: true,
    cell: ({ chainSeq }) => chainSeq ?? "not sealed yet",
  },
];

function Details({ row }: { row: AuditRow }): ReactElement | string {
  const facts = { ...row.details, ...row.result };
  if (Object.keys(facts).length === 0 && row.requestId === null) return "–";
  return (
    <details>
      <summary>Show</summary>
      <pre className="audit-details">{JSON.stringify({ ...facts, request: row.requestId }, null, 2)}</pre>
    </details>
  );
}
