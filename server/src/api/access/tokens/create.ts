import { TokenCreateAnswerSchema, TokenCreateSchema } from "@kubecent/shared";
import { refuseMoreThanOwn } from "../../../auth/access/within.ts";
import { newApiToken } from "../../../auth/api-token.ts";
import { createToken } from "../../../store/access/stored-tokens.ts";
import { procedureFor } from "../../trpc.ts";
import { originOf } from "../../audit-origin.ts";
import { bindingRow } from "../bindings/row.ts";
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
    const { now } = ctx.services;
    const { token, hash } = newApiToken();
    const expiresAt = expiresInSeconds === undefined ? null : new Date(now() + expiresInSeconds * 1_000);
    return ctx.change(async (client) => {
      const made = await createToken(client, { name, role, scope, hash, expiresAt }, originOf(ctx));
      return { ...tokenRow(made.token, now()), token, bindings: made.bindings.map(bindingRow) };
    });
  });
