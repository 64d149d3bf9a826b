import { TokenCreateAnswerSchema, TokenCreateSchema } from "@kubecent/shared";
import { refuseMoreThanOwn } from "../../../auth/access/within.ts";
import { newApiToken } from "../../../auth/api-token.ts";
import { createToken } from "../../../store/tokens.ts";
import { procedureFor } from "../../trpc.ts";
import { originOf } from "../../audit-origin.ts";
import { tokenRow } from "./row.ts";

export const create = procedureFor("access:edit")
  .meta({
    rest: { method: "POST", path: "/access/tokens", summary: "Make an API token; it is told this once" },
    audit: { action: "TOKEN_CREATED", resourceType: "TOKEN" },
  })
  .input(TokenCreateSchema)
  .output(TokenCreateAnswerSchema)
  .mutation(async ({ ctx, input: { name, role, scope = ctx.caller.scope, expiresInSeconds } }) => {
    refuseMoreThanOwn(ctx.caller, { role, scope });
    const { primary, now } = ctx.services;
    const { token, hash } = newApiToken();
    const expiresAt = expiresInSeconds === undefined ? null : new Date(now() + expiresInSeconds * 1_000);
    const made = await createToken(primary, { name, role, scope, hash, expiresAt }, originOf(ctx));
    return { ...tokenRow(made, now()), token };
  });
