import { TokenRevokeAnswerSchema, TokenRevokeSchema } from "@kubecent/shared";
import { revokeToken } from "../../../store/access/stored-tokens.ts";
import { procedureFor } from "../../trpc.ts";
import { originOf } from "../../audit-origin.ts";
import { bindingRow } from "../bindings/row.ts";
import { tokenRow } from "./row.ts";

export const revoke = procedureFor("access:edit")
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
