import type { TokenRow } from "@kubecent/shared";
import { type ReactElement, useState } from "react";
import { ScreenStates } from "../../../states/screen-states.tsx";
import { DataTable } from "../../../table/data-table.tsx";
import { useGo, useView } from "../../../url/use-view.ts";
import { CreateToken } from "./create-token.tsx";
import { RevokeToken } from "./revoke-token.tsx";
import { tokenColumns } from "./token-columns.tsx";
import { useTokens } from "./use-tokens.ts";

/** API tokens: what each may do and see, when it was used last, and its end. */
export function TokensSection(): ReactElement {
  const view = useView();
  const go = useGo();
  const tokens = useTokens();
  const [revoked, setRevoked] = useState<TokenRow | null>(null);
  const showsAll = view.tab === "all";
  const all = tokens.answer?.rows ?? [];
  const rows = showsAll ? all : all.filter(({ state }) => state === "live");
  return (
    <>
      <div className="toolbar">
        <CreateToken />
        <label>
          <input
            type="checkbox"
            checked={showsAll}
            onChange={({ target }) => go({ tab: target.checked ? "all" : null })}
          />{" "}
          Expired and revoked ones too
        </label>
      </div>
      <ScreenStates asked={[tokens]} instead={rows.length === 0 ? <NoTokens /> : null}>
        <DataTable
          caption="API tokens"
          columns={tokenColumns(setRevoked)}
          rows={rows}
          rowKey={({ id }) => id}
          sort={view.sort ?? "-created"}
          onSort={(sort) => go({ sort })}
          footName={`${rows.length} ${rows.length === 1 ? "token" : "tokens"}`}
        />
      </ScreenStates>
      {revoked && <RevokeToken token={revoked} onClose={() => setRevoked(null)} />}
    </>
  );
}

function NoTokens(): ReactElement {
  return (
    <section className="state-box">
      <h2>No token is in force</h2>
      <p>You are signed in in another way. Make a token for a script or a colleague.</p>
    </section>
  );
}
