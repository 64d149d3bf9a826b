import {
  formatInstant,
  RevocationCreateSchema,
  RevocationListAnswerSchema,
  type RevocationRow,
  RevocationRowSchema,
  RowIdSchema,
} from "@kubecent/shared";
import { instantOf } from "./stored-instant.ts";
import { newRevocation } from "../../auth/access/new-revocation.ts";
import {
  createRevocation,
  deleteRevocation,
  listRevocations,
  type StoredRevocation,
} from "../../store/access/stored-revocations.ts";
import { originOf } from "../context.ts";
import { procedureFor } from "../trpc.ts";

const create = procedureFor("access:edit")
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

const list = procedureFor("access:edit")
  .meta({
    rest: {
      method: "GET",
      path: "/access/revocations",
      summary: "Which JSON Web Tokens are refused, and why",
    },
  })
  .output(RevocationListAnswerSchema)
  .query(async ({ ctx: { services } }) => ({
    rows: (await listRevocations(services.database)).map(revocationRow),
  }));

const remove = procedureFor("access:edit")
  .meta({
    rest: { method: "DELETE", path: "/access/revocations/{id}", summary: "Take a revocation back" },
    audit: { action: "REVOCATION_DELETED", resourceType: "REVOCATION" },
  })
  .input(RowIdSchema)
  .output(RevocationRowSchema)
  .mutation(({ ctx, input: { id } }) =>
    ctx.change(async (client) => revocationRow(await deleteRevocation(client, BigInt(id), originOf(ctx)))),
  );

/** A revocation as answers show it. */
function revocationRow(stored: StoredRevocation): RevocationRow {
  return {
    id: stored.revocationId.toString(),
    subject: stored.subject,
    tokenId: stored.tokenId,
    issuedBefore: instantOf(stored.issuedBefore),
    reason: stored.reason,
    createdAt: formatInstant(stored.createdAt.getTime()),
    createdBy: stored.createdBy,
    endsAt: instantOf(stored.endsAt),
  };
}

/** The procedures `access.revocations.…`. */
export const revocations = { create, list, delete: remove };
