import type { AuditRow } from "@kubecent/sdk";
import { type ReactElement, useState } from "react";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { DataTable } from "../../../table/data-table.tsx";
import { useGo, useView } from "../../../url/use-view.ts";
import { ActionChoice, actionOfTab } from "./action-choice.tsx";
import { AUDIT_COLUMNS } from "./audit-columns.tsx";
import { useAudit } from "./use-audit.ts";
import { VerifyChain } from "./verify-chain.tsx";

const PAGE_ROWS = 200;

/** Who did what, newest first, from all that is kept. */
export function AuditSection(): ReactElement {
  const view = useView();
  const go = useGo();
  const question = { action: actionOfTab(view.tab), limit: PAGE_ROWS };
  // A page begins anew with each question: a cursor belongs to the question that it came with.
  const asked = JSON.stringify(question);
  const [page, setPage] = useState<{ of: string; cursor?: string | undefined }>({ of: asked });
  const cursor = page.of === asked ? page.cursor : undefined;
  const audit = useAudit({ ...question, ...(cursor !== undefined && { cursor }) });
  const rows = (audit.answer?.rows ?? []).filter((row) => isFound(row, view.find));
  const nextCursor = audit.answer?.nextCursor ?? null;
  return (
    <>
      <VerifyChain />
      <div className="toolbar">
        <ActionChoice />
        <search className="find">
          <input
            type="search"
            aria-label="Find in these records"
            placeholder="Find a name, thing or request"
            value={view.find}
            onChange={({ target }) => go({ find: target.value })}
          />
        </search>
      </div>
      <ScreenStates asked={[audit]} instead={rows.length === 0 ? <NoRecords /> : null}>
        <DataTable
          caption="Audit records"
          columns={AUDIT_COLUMNS}
          rows={rows}
          rowKey={({ id }) => id}
          sort={view.sort ?? "-time"}
          onSort={(sort) => go({ sort })}
          footName={`${rows.length} ${rows.length === 1 ? "record" : "records"}`}
        />
        <p className="toolbar">
          {cursor !== undefined && (
            <button type="button" onClick={() => setPage({ of: asked })}>
              Newest
            </button>
          )}
          {nextCursor !== null && (
            <button type="button" onClick={() => setPage({ of: asked, cursor: nextCursor })}>
              Older
            </button>
          )}
        </p>
      </ScreenStates>
    </>
  );
}

function isFound(
  { userName, userId, resourceId, requestId, clientAddress }: AuditRow,
  find: string,
): boolean {
  const wanted = find.toLowerCase();
  return [userName, userId, resourceId, requestId ?? "", clientAddress ?? ""].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}

function NoRecords(): ReactElement {
  return (
    <section className="state-box">
      <h2>No record is like that</h2>
      <p>Choose another kind, or look for something else.</p>
    </section>
  );
}
