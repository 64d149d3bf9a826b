import type { AuditOrigin } from "../store/audit-log/audit-logs.ts";
import type { Context } from "./context.ts";

/** Who calls and from where, as audit records say it. */
export function originOf({ identity: { caller }, clientAddress, requestId }: Context): AuditOrigin {
  const tokenId = caller?.credential.id ?? undefined;
  return {
    userId: caller?.id ?? "anonymous",
    requestId,
    ...(caller && { userName: caller.name }),
    ...(clientAddress !== undefined && { clientAddress }),
    ...(tokenId !== undefined && { tokenId }),
  };
}
