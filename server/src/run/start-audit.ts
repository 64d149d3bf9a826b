import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type pg from "pg";
import { createExportRecords, type ExportRecords } from "../audit/export-records.ts";
import { createRefusalRecorder, type RefusalRecorder } from "../audit/refusals.ts";
import { startSealer } from "../audit/sealer.ts";
import type { SigningKey } from "../audit/signing-key.ts";
import type { Settings } from "../config/read-settings.ts";
import type { Log } from "../http/log/logger.ts";
import { type AuditRecord, insertAudit, setAuditWriter } from "../store/audit-logs.ts";
import { inTransaction } from "../store/transaction.ts";
import type { Undo } from "./undo.ts";
import { VERSION } from "./version.ts";

interface AuditParts {
  readonly pool: pg.Pool;
  readonly key: SigningKey;
  readonly log: Log;
  readonly undo: Undo;
}

/** The audit log at work. */
export interface RunningAudit {
  readonly refusals: RefusalRecorder;
  readonly exports: ExportRecords;
  /** The last checkpoint that this process has signed itself: what the database says must not fall behind it. */
  ownCheckpoint(): string | null;
}

/** Starts sealing the audit log and recording refused attempts and exports; they end with what they have written. */
export function startAudit(settings: Settings, { pool, key, log, undo }: AuditParts): RunningAudit {
  const replica = hostname();
  setAuditWriter({ replica, serviceVersion: VERSION });
  let ownCheckpoint: string | null = null;
  const sealer = startSealer({
    pool,
    key,
    holder: `${replica}/${process.pid}/${randomUUID()}`,
    retentionDays: settings.AUDIT_RETENTION_DAYS,
    onCheckpoint: ({ chainSeq, hash, keyId, statement }, records) => {
      ownCheckpoint = statement;
      log.notice("audit.checkpoint", {
        chain_seq: chainSeq,
        hash: hash.toString("hex"),
        key_id: keyId,
        records,
        checkpoint: statement,
      });
    },
    onCut: ({ chainSeq, records, statement }) =>
      log.notice("audit.cut", { chain_seq: chainSeq, records, cut: statement }),
    onFailure: (error) => log.error("audit.sealing_failed", { error: messageOf(error) }),
  });
  undo.add(() => sealer.stop());
  const write = (record: AuditRecord): Promise<void> =>
    inTransaction(pool, (client) => insertAudit(client, record));
  const refusals = createRefusalRecorder({
    write,
    now: Date.now,
    onFailure: (error) => log.error("audit.refusal_not_recorded", { error: messageOf(error) }),
  });
  undo.add(() => refusals.stop());
  const exports = createExportRecords({
    write,
    onFailure: (error, { resourceId, requestId, userId }, isLost) =>
      log.error("audit.export_not_recorded", {
        error: messageOf(error),
        request_id: requestId,
        caller: userId,
        export_id: resourceId,
        reason: isLost ? "it is lost" : "it is tried again",
      }),
  });
  undo.add(() => exports.stop());
  return { refusals, exports, ownCheckpoint: () => ownCheckpoint };
}

/** The innermost message: why the log could not be written, not that it could not. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? messageOf(error.cause) : error.message;
}
