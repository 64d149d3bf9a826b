import { RevocationRowSchema, RowIdSchema } from "@kubecent/shared";
import { deleteRevocation } from "../../../store/access/stored-revocations.ts";
import { procedureFor } from "../../trpc.ts";
import { originOf } from "../../audit-origin.ts";
import { revocationRow } from "./row.ts";

export const remove = procedureFor("access:edit")
  .meta({
    rest: { method: "DELETE", path: "/access/revocations/{id}", summary: "Take a revocation back" },
    audit: { action: "REVOCATION_DELETED", resourceType: "REVOCATION" },
  })
  .input(RowIdSchema)
  .output(RevocationRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => revocationRow(await deleteRevocation(client, BigInt(id), originOf(ctx)))),
  );
