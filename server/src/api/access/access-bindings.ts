import {
  BindingCreateSchema,
  BindingListAnswerSchema,
  type BindingRow,
  BindingRowSchema,
  formatInstant,
  RowIdSchema,
} from "@kubecent/shared";
import { refuseMoreThanOwn } from "../../auth/access/within.ts";
import {
  createBinding,
  deleteBinding,
  listBindings,
  type StoredBinding,
} from "../../store/access/stored-bindings.ts";
import { originOf } from "../context.ts";
import { procedureFor } from "../trpc.ts";

const create = procedureFor("access:edit")
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

const list = procedureFor("access:edit")
  .meta({ rest: { method: "GET", path: "/access/bindings", summary: "Who was given which role over what" } })
  .output(BindingListAnswerSchema)
  .query(async ({ ctx: { services } }) => ({
    rows: (await listBindings(services.database)).map(bindingRow),
  }));

const remove = procedureFor("access:edit")
  .meta({
    rest: { method: "DELETE", path: "/access/bindings/{id}", summary: "Take a binding back" },
    audit: { action: "BINDING_DELETED", resourceType: "BINDING" },
  })
  .input(RowIdSchema)
  .output(BindingRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => bindingRow(await deleteBinding(client, BigInt(id), originOf(ctx)))),
  );

/** A binding as answers show it. */
export function bindingRow({ bindingId, createdAt, ...binding }: StoredBinding): BindingRow {
  return { id: bindingId.toString(), ...binding, createdAt: formatInstant(createdAt.getTime()) };
}

/** The procedures `access.bindings.…`. */
export const bindings = { create, list, delete: remove };
