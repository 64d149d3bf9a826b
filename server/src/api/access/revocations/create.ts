import { RevocationCreateSchema, RevocationRowSchema } from "@kubecent/shared";
import { newRevocation } from "../../../auth/access/new-revocation.ts";
import { createRevocation } from "../../../store/access/stored-revocations.ts";
import { procedureFor } from "../../trpc.ts";
import { originOf } from "../../audit-origin.ts";
import { revocationRow } from "./row.ts";

export const create = procedureFor("access:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/access/revocations",
      summary: "Refuse JSON Web Tokens by their subject, their id or their age; everywhere within 10 seconds",
    },
    audit: { action: "REVOCATION_CREATED", resourceType: "REVOCATION" },
  })
  .input(RevocationCreateSchema)
  .output(RevocationRowSchema)
  .mutation(async ({ ctx, input }) => {
    const revocation = newRevocation(input, ctx.services.now());
    return ctx.change(async (client) =>
      revocationRow(await createRevocation(client, revocation, originOf(ctx))),
    );
  });
