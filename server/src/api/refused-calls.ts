import type { RefusedAttempt } from "../audit/refusals.ts";
import { addressKey } from "../limits/address-key.ts";
import { originOf } from "./audit-origin.ts";
import type { Context } from "./context.ts";
import { errorFacts } from "./error-facts.ts";

/** What a mutation is called in audit records. */
export interface AuditedAction {
  /** Such as SETTINGS_CHANGED. */
  readonly action: string;
  readonly resourceType: string;
}

/** A call of a procedure that ended with an error. */
interface FailedCall {
  /** Such as `settings.update`. */
  readonly path: string;
  readonly type: "query" | "mutation" | "subscription";
  readonly audit: AuditedAction | undefined;
  readonly error: unknown;
}

/**
 * Puts a call on record that was refused for who made it, or was to change something and did not. Questions that
 * fail for another reason are no attempt at anything. Where nobody knows whether a change was made, nothing is written:
 * if it was, its own record says so, and FAILED beside that would be wrong.
 */
export function noteFailedCall(ctx: Context, { path, type, audit, error }: FailedCall): void {
  const { code, status } = errorFacts(error);
  if (code === "OUTCOME_UNKNOWN") return;
  const isChange = type === "mutation";
  if (!isChange && status !== 401 && status !== 403) return;

  const origin = originOf(ctx);
  const named = isChange ? (audit ?? CHANGE) : ACCESS;
  const attempt: RefusedAttempt = {
    countedAs: ctx.identity.caller ? origin.userId : addressKey(ctx.clientAddress ?? ""),
    record: { ...origin, ...named, resourceId: path },
    code,
  };
  ctx.services.audit.refusals.note(attempt);
}

/** A question that was refused. */
const ACCESS: AuditedAction = { action: "ACCESS_REFUSED", resourceType: "PROCEDURE" };
/** A change whose procedure does not say what it is called. */
const CHANGE: AuditedAction = { action: "CHANGE_REFUSED", resourceType: "PROCEDURE" };
