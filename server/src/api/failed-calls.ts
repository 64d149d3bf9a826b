import type { RefusedAttempt } from "../audit/refusals.ts";
import { addressKey } from "../limits/address-key.ts";
import { type Context, originOf } from "./context.ts";
import { errorFacts } from "./error-facts.ts";
import type { AuditedAction, CalledProcedure } from "./procedures.ts";

/**
 * Puts a failed call on record: one whose caller may not make it, or one that was to change something. Queries that fail
 * for other reasons are not audited, nor are calls that anybody may make. Where nobody knows whether a change was made,
 * nothing is written: if it was, its own record says so, and FAILED beside that would be wrong.
 */
export function noteFailedCall(
  ctx: Context,
  { name, type, access, audit }: CalledProcedure,
  error: unknown,
): void {
  const { code, status } = errorFacts(error);
  if (!access || code === "OUTCOME_UNKNOWN") return;
  const isChange = type === "mutation";
  if (!isChange && status !== 401 && status !== 403) return;

  const origin = originOf(ctx);
  const action = isChange ? (audit ?? CHANGE) : ACCESS;
  const attempt: RefusedAttempt = {
    countedAs: ctx.identity.caller ? origin.userId : addressKey(ctx.clientAddress ?? ""),
    record: { ...origin, ...action, resourceId: name },
    code,
  };
  ctx.services.audit.refusals.note(attempt);
}

/** A query that was refused. */
const ACCESS: AuditedAction = { action: "ACCESS_REFUSED", resourceType: "PROCEDURE" };
/** A change whose procedure does not say what it is called. */
const CHANGE: AuditedAction = { action: "CHANGE_REFUSED", resourceType: "PROCEDURE" };
