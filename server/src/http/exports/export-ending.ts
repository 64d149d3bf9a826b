import { endReason } from "../../api/exports/export-audit.ts";
import type { ExportOutcome } from "../../audit/export-records.ts";
import type { Log } from "../../log/logger.ts";
import type { SentFile } from "./send-file.ts";

/** How an export has ended, for its record. `left` says why a connection may have ended from outside. */
export function outcomeOf({ rows, bytes, end, error }: SentFile, left: string): ExportOutcome {
  if (end === "whole") return { status: "SUCCESS", result: { rows, bytes } };
  return { status: "FAILED", result: { rows, bytes, reason: reasonOf(end, error, left) } };
}

/** Writes one line about an export that has ended. */
export function logExport(log: Log, exportId: string, sent: SentFile, left: string): void {
  const { rows, bytes, end, error } = sent;
  const fields = { export_id: exportId, rows, size: bytes };
  if (end === "whole") return log.info("export.finished", fields);
  const reason = reasonOf(end, error, left);
  const isOurs = end === "failed" && reason === "INTERNAL";
  log[isOurs ? "error" : "warn"]("export.failed", {
    ...fields,
    reason,
    ...(end === "failed" && { error: String(error) }),
  });
}

function reasonOf(end: Exclude<SentFile["end"], "whole">, error: unknown, left: string): string {
  if (end === "left") return left;
  return end === "slow" ? "client too slow" : endReason(error);
}
