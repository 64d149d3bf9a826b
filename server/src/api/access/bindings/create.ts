import { BindingCreateSchema, BindingRowSchema } from "@kubecent/shared";
import { refuseMoreThanOwn } from "../../../auth/access/within.ts";
import { createBinding } from "../../../store/access/stored-bindings.ts";
import { procedureFor } from "../../trpc.ts";
import { originOf } from "../../audit-origin.ts";
import { bindingRow } from "./row.ts";

export const create = procedureFor("access:edit")
  .meta({
    rest: {
      method: "POST",
      path: "/access/bindings",
      summary: "Give a user, group, service account or token a role over a scope",
    },
    audit: { action: "BINDING_CREATED", resourceType: "BINDING" },
  })
  .input(BindingCreateSchema)
  .output(BindingRowSchema)
  .mutation(async ({ ctx, input }) => {
    refuseMoreThanOwn(ctx.caller, input);
    return ctx.change(async (client) => bindingRow(await createBinding(client, input, originOf(ctx))));
  });
