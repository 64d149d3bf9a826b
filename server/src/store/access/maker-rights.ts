import { type Role, type Scope, ScopeSchema } from "@kubecent/shared";
import type pg from "pg";

/** What an API token gives, whether it still holds or not. */
export interface TokenRights {
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly isOver: boolean;
}

/** What a token gives now; null where there is none of this number. */
export async function readTokenRights(client: pg.ClientBase, tokenId: string): Promise<TokenRights | null> {
  const { rows } = await client.query<{ name: string; role: Role; scope: unknown; is_over: boolean }>(
    `select name, role, scope, (revoked_at is not null or coalesce(expires_at < clock_timestamp(), false)) as is_over
     from api_token where token_id = $1`,
    [tokenId],
  );
  const [row] = rows;
  return row
    ? { name: row.name, role: row.role, scope: ScopeSchema.parse(row.scope), isOver: row.is_over }
    : null;
}

/** Whether all tokens of a subject are revoked, old and new ones: somebody who has left. */
export async function isSubjectRevoked(client: pg.ClientBase, subject: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from access_revocation where subject = $1 and token_id is null and issued_before is null
       and (ends_at is null or ends_at > clock_timestamp()) limit 1`,
    [subject],
  );
  return (rowCount ?? 0) > 0;
}
