import type { ExportOutcome } from "../audit/export-records.ts";
import { addressKey } from "../limits/address-key.ts";
import { type Context, originOf } from "./context.ts";
import { errorFacts } from "./error-facts.ts";
import type { WholeHead } from "./whole-answer.ts";

/** An export as its records tell it. */
export interface AskedExport {
  readonly exportId: string;
  /** Such as `cost.pods`. */
  readonly procedure: string;
  /** `csv` or `ndjson`. */
  readonly format: string;
  /** The question, as it was sent. */
  readonly input: object;
}

/** Commits that an export begins, and returns what to call when it is over. Throws AUDIT_UNAVAILABLE. */
export function recordExport(
  ctx: Context,
  { exportId, procedure, format, input }: AskedExport,
  { rowCount, dataVersion, window }: WholeHead,
): Promise<(outcome: ExportOutcome) => void> {
  return ctx.services.audit.exports.begin({
    ...originOf(ctx),
    resourceId: exportId,
    details: { procedure, format, question: input, rows: rowCount, dataVersion, window },
  });
}

/**
 * Puts an export on record that was refused, or failed before a byte was sent: counted like other refused attempts.
 * A caller who may not ask at all has been put on record by `admit`.
 */
export function noteRefusedExport(
  ctx: Context,
  { procedure, format }: Pick<AskedExport, "procedure" | "format">,
  reason: string,
): void {
  const origin = originOf(ctx);
  ctx.services.audit.refusals.note({
    countedAs: ctx.identity.caller ? origin.userId : addressKey(ctx.clientAddress ?? ""),
    record: {
      ...origin,
      action: "EXPORT_CREATED",
      resourceType: "EXPORT",
      resourceId: procedure,
      details: { format },
    },
    code: reason,
  });
}

/** Why an export has ended early, as its record says it: the code of the refusal or fault. */
export function endReason(error: unknown): string {
  return errorFacts(error).code;
}
