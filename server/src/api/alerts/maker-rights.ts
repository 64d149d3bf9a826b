import type { Scope } from "@kubecent/shared";
import type pg from "pg";
import { canSee, type MakerGrants, tokenSubjects } from "../../auth/access/maker-grants.ts";
import type { Caller } from "../../auth/caller.ts";
import { isSubjectRevoked, readTokenRights } from "../../store/access/maker-rights.ts";

/** Who has made something that sends news: their rights are looked up each time. */
export interface Maker {
  /** Such as `token:7` or `jwt:oidc:anna`. */
  readonly id: string;
  readonly name: string;
}

/** The maker as they are remembered. */
export function makerOf({ id, name }: Caller): Maker {
  return { id, name };
}

/**
 * Whether a maker may still see a scope. Of a token it is known; of people whom an issuer vouches for only whether they were revoked,
 * for what their next token would say is the issuer's to know. Without a maker it is the operator's, who sees all.
 */
export async function mayStillSee(
  client: pg.ClientBase,
  { maker, scope }: { readonly maker: Maker | null; readonly scope: Scope },
  makers: MakerGrants,
): Promise<boolean> {
  if (!maker) return true;
  const [, tokenId] = /^token:(\d{1,18})$/.exec(maker.id) ?? [];
  if (tokenId === undefined)
    return !(maker.id.startsWith("jwt:") && (await isSubjectRevoked(client, maker.name)));
  const token = await readTokenRights(client, tokenId);
  if (!token) return true;
  if (token.isOver) return false;
  const bound = makers.grantsOf(tokenSubjects(token.name, tokenId));
  return bound === null || canSee([token, ...bound], scope);
}
