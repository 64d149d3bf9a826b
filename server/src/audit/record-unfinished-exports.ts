import type { Database } from "../store/connection/database.ts";
import { insertAudit } from "../store/audit-log/audit-logs.ts";
import { assertLease, type Lease } from "../store/collecting/leases.ts";
import { inTransaction } from "../store/connection/transaction.ts";
import { findUnfinishedExports } from "../store/audit-log/find-unfinished-exports.ts";

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
