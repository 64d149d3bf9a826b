import { CostError } from "@kubecent/shared";
import { type AuditRecord, insertAudit } from "../store/audit-log/audit-logs.ts";
import { assertLease, type Lease } from "../store/collecting/leases.ts";
import { inTransaction } from "../store/connection/transaction.ts";
import { findUnfinishedExports } from "../store/audit-log/find-unfinished-exports.ts";
import type { Database } from "../store/connection/database.ts";

/** An export as its records name it: who asked, and for what. */
type ExportRecord = Omit<AuditRecord, "action" | "resourceType" | "status" | "result">;

/** How an export has ended. */
export interface ExportOutcome {
  readonly status: AuditRecord["status"];
  readonly result: Record<string, unknown>;
}

/** Puts exports on record: that they begin, before a byte leaves, and how they ended. */
export interface ExportRecords {
  /**
   * Commits EXPORT_CREATED. Throws AUDIT_UNAVAILABLE where it cannot: then nothing may be sent. Returns what to call
   * with the outcome, once; it keeps nobody waiting.
   */
  begin(record: ExportRecord): Promise<(outcome: ExportOutcome) => void>;
  /** Resolves when the outcomes told until now are on record, or have failed to be for now. */
  settled(): Promise<void>;
  /** Waits a while for exports under way to end, writes what is left, and stops. */
  stop(): Promise<void>;
}

interface ExportRecordsOptions {
  readonly write: (record: AuditRecord) => Promise<void>;
  /** An outcome could not be written, and is kept; or, with `isLost`, could not be kept either. */
  readonly onFailure: (error: unknown, record: AuditRecord, isLost: boolean) => void;
  readonly retryMs?: number;
  readonly patienceMs?: number;
}

const RETRY_MS = 5_000;
const PATIENCE_MS = 5_000;
const MOST_UNWRITTEN = 1_000;
const RETRY_AFTER_SECONDS = 5;

/** Keeps outcomes that cannot be written, in bounded memory, until they can. */
export function createExportRecords(options: ExportRecordsOptions): ExportRecords {
  const { write, onFailure, retryMs = RETRY_MS, patienceMs = PATIENCE_MS } = options;
  const underWay = new Set<Promise<void>>();
  let unwritten: AuditRecord[] = [];
  let writing: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    const due = unwritten;
    unwritten = [];
    for (const record of due) {
      try {
        await write(record);
      } catch (error) {
        const isLost = unwritten.length >= MOST_UNWRITTEN;
        if (!isLost) unwritten.push(record);
        onFailure(error, record, isLost);
      }
    }
  };
  const flushSoon = (): void => {
    if (unwritten.length > 0) writing = writing.then(flush);
  };
  const timer = setInterval(flushSoon, retryMs);
  timer.unref();
  return {
    async begin(record) {
      const named = { ...record, resourceType: "EXPORT" };
      await write({ ...named, action: "EXPORT_CREATED", status: "SUCCESS" }).catch((cause: unknown) => {
        throw unavailable(cause);
      });
      const ended = Promise.withResolvers<void>();
      underWay.add(ended.promise);
      return (outcome) => {
        if (!underWay.delete(ended.promise)) return;
        unwritten.push({ ...named, ...outcome, action: "EXPORT_FINISHED" });
        flushSoon();
        ended.resolve();
      };
    },
    settled: async () => {
      await writing;
    },
    async stop() {
      await soonerOf(Promise.all(underWay), patienceMs);
      clearInterval(timer);
      flushSoon();
      await writing;
    },
  };
}

function unavailable(cause: unknown): CostError {
  return new CostError(
    "AUDIT_UNAVAILABLE",
    "The audit log cannot be written, so nothing was sent. Try again in a few seconds.",
    { cause, retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}

async function soonerOf(work: Promise<unknown>, patienceMs: number): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, patienceMs);
  await Promise.race([work, late.promise]);
  clearTimeout(timer);
}

/**
 * Puts on record that nobody knows how some exports ended: their process was killed before it could say so. Each gets
 * this once; returns how many there were.
 */
export function closeUnfinishedExports(database: Database, lease: Lease): Promise<number> {
  const { auditWriter: writer } = database;
  return inTransaction(database, async (client) => {
    await assertLease(client, lease);
    const found = await findUnfinishedExports(client);
    for (const record of found) {
      const result = { reason: "unknown: the process ended" };
      await insertAudit(client, { ...record, writer, action: "EXPORT_FINISHED", status: "FAILED", result });
    }
    return found.length;
  });
}
