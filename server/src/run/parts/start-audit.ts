import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Database } from "../../store/connection/database.ts";
import { createExportRecords, type ExportRecords } from "../../audit/export-records.ts";
import { createRefusalRecorder, type RefusalRecorder } from "../../audit/refusals.ts";
import type { ChainMemory } from "../../audit/chain-memory.ts";
import { type Sealer, startSealer } from "../../audit/sealer.ts";
import type { Settings } from "../../config/read-settings.ts";
import type { Log } from "../../log/logger.ts";
import type { Gauge } from "../../http/process-metrics.ts";
import { type AuditRecord, insertAudit } from "../../store/audit-log/audit-logs.ts";
import { inTransaction } from "../../store/connection/transaction.ts";
import { type AuditAlarm, createAuditAlarm } from "./audit-alarm.ts";
import type { AuditKeys } from "./audit-keys.ts";
import type { Undo } from "../start/undo.ts";

interface AuditParts {
  readonly database: Database;
  readonly keys: AuditKeys;
  readonly memory: ChainMemory;
  readonly log: Log;
  readonly undo: Undo;
}

/** The audit log at work. */
export interface RunningAudit {
  readonly refusals: RefusalRecorder;
  readonly exports: ExportRecords;
  /** The last checkpoint that this process knows to be signed: what the database says must not fall behind it. */
  ownCheckpoint(): string | null;
  readonly gauges: readonly Gauge[];
}

/** Starts sealing the audit log and recording refused attempts and exports; they end with what they have written. */
export function startAudit(settings: Settings, parts: AuditParts): RunningAudit {
  const { database, memory, log, undo } = parts;
  const { sealer, alarm } = startSealing(settings, parts);
  undo.add(() => sealer.stop());
  const write = (record: AuditRecord): Promise<void> =>
    inTransaction(database, (client) => insertAudit(client, record));
  const refusals = createRefusalRecorder({
    write,
    now: Date.now,
    onFailure: (error) => log.error("audit.refusal_not_recorded", { error: innermostMessage(error) }),
  });
  undo.add(() => refusals.stop());
  const exports = createExportRecords({
    write,
    onFailure: (error, { resourceId, requestId, userId }, isLost) =>
      log.error("audit.export_not_recorded", {
        error: innermostMessage(error),
        request_id: requestId,
        caller: userId,
        export_id: resourceId,
        reason: isLost ? "it is lost" : "it is tried again",
      }),
  });
  undo.add(() => exports.stop());
  return {
    refusals,
    exports,
    ownCheckpoint: () => memory.last(),
    gauges: [unsealedGauge(sealer), alarm.gauge],
  };
}

function startSealing(
  settings: Settings,
  { database, keys, memory, log }: AuditParts,
): { readonly sealer: Sealer; readonly alarm: AuditAlarm } {
  const alarm = createAuditAlarm(log, () => performance.now());
  const sealer = startSealer({
    database,
    key: keys.own,
    keys: keys.trusted,
    memory,
    holder: `${hostname()}/${process.pid}/${randomUUID()}`,
    auditRetentionDays: settings.AUDIT_RETENTION_DAYS,
    onCheckpoint: ({ chainSeq, hash, keyId, statement }, records) =>
      log.notice("audit.checkpoint", {
        chain_seq: chainSeq,
        hash: hash.toString("hex"),
        key_id: keyId,
        records,
        checkpoint: statement,
      }),
    onCut: ({ chainSeq, records, statement }) =>
      log.notice("audit.cut", { chain_seq: chainSeq, records, cut: statement }),
    onFailure: (error) => log.error("audit.sealing_failed", { error: innermostMessage(error) }),
    onJudged: (fault) => alarm.judged(fault),
    onDelay: (seconds, holder) => alarm.delayed(seconds, holder),
  });
  return { sealer, alarm };
}

function unsealedGauge(sealer: Sealer): Gauge {
  return {
    name: "kubecent_audit_unsealed_seconds",
    help: "Age of the oldest audit record that waits to be sealed. Where the database cannot be asked, it grows from when it last was.",
    read: () => sealer.unsealedSeconds(),
  };
}

/** The innermost message: why the log could not be written, not that it could not. */
function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? innermostMessage(error.cause) : error.message;
}
