import {
  formatInstant,
  type Instant,
  TokenCreateAnswerSchema,
  TokenCreateSchema,
  TokenListAnswerSchema,
  TokenRevokeAnswerSchema,
  TokenRevokeSchema,
  type TokenRow,
} from "@kubecent/shared";
import { instantOf } from "./stored-instant.ts";
import { refuseMoreThanOwn } from "../../auth/access/within.ts";
import { newApiToken } from "../../auth/api-token.ts";
import { createToken, listTokens, revokeToken, type StoredToken } from "../../store/access/stored-tokens.ts";
import { originOf } from "../context.ts";
import { procedureFor } from "../trpc.ts";
import { bindingRow } from "./access-bindings.ts";

const create = procedureFor("access:edit")
  .meta({
    rest: { method: "POST", path: "/access/tokens", summary: "Make an API token; it is told this once" },
    audit: { action: "TOKEN_CREATED", resourceType: "TOKEN" },
  })
  .input(TokenCreateSchema)
  .output(TokenCreateAnswerSchema)
  .mutation(async ({ ctx, input: { name, role, scope = ctx.caller.scope, expiresInSeconds } }) => {
    refuseMoreThanOwn(ctx.caller, { role, scope });
    const { now } = ctx.services;
    const { token, hash } = newApiToken();
    const expiresAt = expiresInSeconds === undefined ? null : new Date(now() + expiresInSeconds * 1_000);
    return ctx.change(async (client) => {
      const made = await createToken(client, { name, role, scope, hash, expiresAt }, originOf(ctx));
      return { ...tokenRow(made.token, now()), token, bindings: made.bindings.map(bindingRow) };
    });
  });

const list = procedureFor("access:edit")
  .meta({ rest: { method: "GET", path: "/access/tokens", summary: "The API tokens, never themselves" } })
  .output(TokenListAnswerSchema)
  .query(async ({ ctx: { services } }) => {
    const now = services.now();
    return { rows: (await listTokens(services.database)).map((token) => tokenRow(token, now)) };
  });

const revoke = procedureFor("access:edit")
  .meta({
    rest: {
      method: "DELETE",
      path: "/access/tokens/{name}",
      summary: "Revoke the API token of a name, and end its bindings; it is refused within seconds",
    },
    audit: { action: "TOKEN_REVOKED", resourceType: "TOKEN" },
  })
  .input(TokenRevokeSchema)
  .output(TokenRevokeAnswerSchema)
  .mutation(({ ctx, input }) =>
    ctx.change(async (client) => {
      const { token, bindings } = await revokeToken(client, input, originOf(ctx));
      return { ...tokenRow(token, ctx.services.now()), endedBindings: bindings.map(bindingRow) };
    }),
  );

/** A token as answers show it. */
function tokenRow(token: StoredToken, now: Instant): TokenRow {
  return {
    id: token.tokenId.toString(),
    name: token.name,
    role: token.role,
    scope: token.scope,
    state: stateOf(token, now),
    createdAt: formatInstant(token.createdAt.getTime()),
    createdBy: token.createdBy,
    expiresAt: instantOf(token.expiresAt),
    revokedAt: instantOf(token.revokedAt),
    lastUsedAt: instantOf(token.lastUsedAt),
  };
}

function stateOf({ revokedAt, expiresAt }: StoredToken, now: Instant): TokenRow["state"] {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt.getTime() <= now ? "expired" : "live";
}

/** The procedures `access.tokens.…`. */
export const tokens = { create, list, revoke };
