import type { TokenRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { Moment } from "../../../format/moment.tsx";
import { scopeInWords } from "../../../states/scope-in-words.ts";
import type { Column } from "../../../table/column.ts";

type TextKey = "name" | "role" | "state";

/** What is told of a token; the last column ends it. */
export function tokenColumns(onRevoke: (token: TokenRow) => void): readonly Column<TokenRow>[] {
  return [
    { key: "name", name: "Name", cell: ({ name }) => <bdi>{name}</bdi>, compare: byText("name") },
    { key: "role", name: "Role", cell: ({ role }) => role, compare: byText("role") },
    { key: "scope", name: "May see", cell: ({ scope }) => scopeInWords(scope) },
    { key: "state", name: "State", cell: ({ state }) => <State state={state} />, compare: byText("state") },
    {
      key: "created",
      name: "Made",
      cell: ({ createdAt, createdBy }) => (
        <>
          <Moment at={Date.parse(createdAt)} /> <span className="row-detail">by {createdBy}</span>
        </>
      ),
      compare: (one, other) => Number(one.id) - Number(other.id),
    },
    {
      key: "expires",
      name: "Expires",
      cell: (row) => momentOr(row.expiresAt, "never"),
      compare: byTime("expiresAt"),
    },
    {
      key: "used",
      name: "Last used",
      title: "To the minute",
      cell: (row) => momentOr(row.lastUsedAt, "never"),
      compare: byTime("lastUsedAt"),
    },
    {
      key: "end",
      name: "End",
      cell: (row) => (row.state === "live" ? <RevokeButton row={row} onRevoke={onRevoke} /> : "–"),
    },
  ];
}

function State({ state }: { state: TokenRow["state"] }): ReactElement {
  return (
    <span className="token-state" data-state={state}>
      {state}
    </span>
  );
}

function RevokeButton({
  row,
  onRevoke,
}: {
  row: TokenRow;
  onRevoke: (token: TokenRow) => void;
}): ReactElement {
  return (
    <button type="button" className="link" onClick={() => onRevoke(row)}>
      Revoke<span className="hidden"> {row.name}</span>
    </button>
  );
}

function momentOr(instant: string | null, otherwise: string): ReactElement | string {
  return instant === null ? otherwise : <Moment at={Date.parse(instant)} />;
}

function byText(key: TextKey): (one: TokenRow, other: TokenRow) => number {
  return (one, other) => one[key].localeCompare(other[key]);
}

/** What never happened comes first. */
function byTime(key: "expiresAt" | "lastUsedAt"): (one: TokenRow, other: TokenRow) => number {
  const timeOf = (row: TokenRow): number => Date.parse(row[key] ?? "1970-01-01T00:00:00Z");
  return (one, other) => timeOf(one) - timeOf(other);
}
