import { RevocationRowSchema, RowIdSchema } from "@kubecent/shared";
import { deleteRevocation } from "../../../store/access-revocations.ts";
import { procedureFor } from "../../trpc.ts";
import { actorOf } from "../actor.ts";
import { revocationRow } from "./row.ts";

export const remove = procedureFor("access:edit")
  .meta({ rest: { method: "DELETE", path: "/access/revocations/{id}", summary: "Take a revocation back" } })
  .input(RowIdSchema)
  .output(RevocationRowSchema)
  .mutation(async ({ ctx, input: { id } }) =>
    revocationRow(await deleteRevocation(ctx.services.primary, BigInt(id), actorOf(ctx))),
  );
