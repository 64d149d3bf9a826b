import { BindingRowSchema, RowIdSchema } from "@kubecent/shared";
import { deleteBinding } from "../../../store/access/stored-bindings.ts";
import { procedureFor } from "../../trpc.ts";
import { originOf } from "../../audit-origin.ts";
import { bindingRow } from "./row.ts";

export const remove = procedureFor("access:edit")
  .meta({
    rest: { method: "DELETE", path: "/access/bindings/{id}", summary: "Take a binding back" },
    audit: { action: "BINDING_DELETED", resourceType: "BINDING" },
  })
  .input(RowIdSchema)
  .output(BindingRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => bindingRow(await deleteBinding(client, BigInt(id), originOf(ctx)))),
  );
