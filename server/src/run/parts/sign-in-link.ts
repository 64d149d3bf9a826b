import { MINUTE_MS, type Role, type Scope } from "@kubecent/shared";
import { newSignInCode } from "../../auth/api-token.ts";
import { createSignInCode } from "../../store/access/stored-sign-in-codes.ts";
import type { AuditOrigin } from "../../store/audit-log/audit-logs.ts";
import type { Database } from "../../store/connection/database.ts";
import { inChange } from "../../store/connection/in-change.ts";

/** How long a link waits to be opened. */
export const LINK_MINUTES = 10;
/** How long the token lives that a link signs in with: a working day. */
const TOKEN_SECONDS = 12 * 3_600;

/** Whom a link signs in, and where. */
export interface SignInLink {
  /** The dashboard's address, such as `https://costs.example.com`. */
  readonly page: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  /** How long the token lives; a working day where it is left out. */
  readonly tokenSeconds?: number | undefined;
  /** Whether the tab keeps the token when the page is loaded anew. */
  readonly isKept?: boolean | undefined;
}

/**
 * Makes a link that signs in once. The code stands behind the `#`, which browsers send to nobody: it comes into no log and
 * no Referer, and the page takes it out of the address bar at once.
 */
export async function makeSignInLink(
  database: Database,
  { page, name, role, scope, isKept = false, tokenSeconds = TOKEN_SECONDS }: SignInLink,
  origin: AuditOrigin,
): Promise<string> {
  const { token: code, hash } = newSignInCode();
  const expiresAt = new Date(Date.now() + LINK_MINUTES * MINUTE_MS);
  await inChange(database, (client) =>
    createSignInCode(client, { name, role, scope, hash, expiresAt, tokenSeconds }, origin),
  );
  return `${page.replace(/\/+$/, "")}/#code=${code}${isKept ? "&keep=tab" : ""}`;
}
