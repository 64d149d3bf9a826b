import type { AuditOrigin } from "../store/audit-log/audit-logs.ts";
import type { Context } from "./context.ts";

/** Who calls and from where, as audit records say it. */
export function originOf(ctx: Context): AuditOrigin {
  const {
    identity: { caller },
    clientAddress,
    requestId,
  } = ctx;
  const tokenId = caller?.credential.id ?? undefined;
  return {
    writer: ctx.services.database.auditWriter,
    userId: caller?.id ?? "anonymous",
    requestId,
    ...(caller && { userName: caller.name }),
    ...(clientAddress !== undefined && { clientAddress }),
    ...(tokenId !== undefined && { tokenId }),
  };
}
