import { TokenNamedSchema, TokenRowSchema } from "@kubecent/shared";
import { revokeToken } from "../../../store/tokens.ts";
import { procedureFor } from "../../trpc.ts";
import { originOf } from "../../audit-origin.ts";
import { tokenRow } from "./row.ts";

export const revoke = procedureFor("access:edit")
  .meta({
    rest: {
      method: "DELETE",
      path: "/access/tokens/{name}",
      summary: "Revoke the API token of a name; it is refused within seconds",
    },
    audit: { action: "TOKEN_REVOKED", resourceType: "TOKEN" },
  })
  .input(TokenNamedSchema)
  .output(TokenRowSchema)
  .mutation(async ({ ctx, input: { name } }) => {
    const { primary, now } = ctx.services;
    return tokenRow(await revokeToken(primary, name, originOf(ctx)), now());
  });
