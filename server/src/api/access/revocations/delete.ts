import { RevocationRowSchema, RowIdSchema } from "@kubecent/shared";
import { deleteRevocation } from "../../../store/access-revocations.ts";
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
  .mutation(async ({ ctx, input: { id } }) =>
    revocationRow(await deleteRevocation(ctx.services.primary, BigInt(id), originOf(ctx))),
  );
