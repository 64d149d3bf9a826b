import { randomUUID } from "node:crypto";
import type { AuditVerifyAnswer } from "@kubecent/shared";
import { vi } from "vitest";
import type { Database } from "../../server/src/store/connection/database.ts";
import { type SealedBatch, sealBatch } from "../../server/src/audit/seal-records.ts";
import { type SigningKey, trustedKeys } from "../../server/src/audit/signing-key.ts";
import { verifyChain, type VerifyOptions } from "../../server/src/audit/verify-chain.ts";
import { type AuditRecord, insertAudit } from "../../server/src/store/audit-log/audit-logs.ts";
import { acquireLease, type Lease } from "../../server/src/store/collecting/leases.ts";
import { inTransaction } from "../../server/src/store/connection/transaction.ts";
import { createTestDatabase, TEST_WRITER } from "./test-database.ts";
import { TEST_AUDIT_KEY } from "./test-services.ts";

/** An audit log in a database of its own. */
export interface AuditLogFixture {
  readonly url: string;
  readonly database: Database;
  readonly lease: Lease;
  write(fields?: Partial<AuditRecord>): Promise<void>;
  /** Writes `count` records one by one, and seals after each `sealEvery` of them. */
  fill(count: number, sealEvery?: number): Promise<void>;
  seal(key?: SigningKey): Promise<SealedBatch | null>;
  verify(options?: Partial<VerifyOptions>): Promise<AuditVerifyAnswer>;
  /**
   * Runs statements as the owner of the tables, without the triggers. A superuser can do no more to them: what
   * is missing is the signing key, which is not in the database.
   */
  tamper(...statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const TABLES = ["audit_logs", "audit_seal", "audit_checkpoint", "audit_cut"];

/** Makes the log of one test. */
export async function createAuditLog(): Promise<AuditLogFixture> {
  const database = await createTestDatabase();
  const lease = await acquireLease(database, { name: "audit-sealer", holder: randomUUID(), ttlMs: 600_000 });
  if (!lease) throw new Error("The lease of a new database is taken");
  // The key that signs last trusts the one before it, as after a change of keys.
  const seal = (key = TEST_AUDIT_KEY): Promise<SealedBatch | null> =>
    sealBatch(database, { lease, key, keys: trustedKeys(key, TEST_AUDIT_KEY.publicPem), remembered: null });
  const write = (fields: Partial<AuditRecord> = {}): Promise<void> =>
    inTransaction(database, (client) => insertAudit(client, { ...RECORD, ...fields }));
  return {
    url: database.url,
    database,
    lease,
    write,
    seal,
    async fill(count, sealEvery = 1) {
      for (let index = 1; index <= count; index++) {
        await write({ resourceId: `thing-${index}` });
        if (index % sealEvery === 0 || index === count) await vi.waitFor(() => sealAll(database, seal));
      }
    },
    verify: (options = {}) => verifyChain(database, { keys: trustedKeys(TEST_AUDIT_KEY, ""), ...options }),
    tamper: (...statements) => tamper(database, statements),
    close: () => database.drop(),
  };
}

/** A transaction elsewhere on the server, such as one that drops a database, may hold up a record for a moment. */
async function sealAll(database: Database, seal: AuditLogFixture["seal"]): Promise<void> {
  await seal();
  const { rows } = await database.primary.query(
    "select from audit_logs where not exists (select from audit_seal where audit_id = id)",
  );
  if (rows.length > 0) throw new Error(`${rows.length} records are not sealed yet`);
}

const RECORD: AuditRecord = {
  writer: TEST_WRITER,
  userId: "token:7",
  action: "SETTINGS_CHANGED",
  resourceType: "SETTINGS",
  resourceId: "runtime",
  details: { before: 1, after: 2 },
  status: "SUCCESS",
};

async function tamper(database: Database, statements: readonly string[]): Promise<void> {
  const client = await database.primary.connect();
  try {
    await client.query("begin; set local role kubecent_owner");
    for (const table of TABLES) await client.query(`alter table ${table} disable trigger user`);
    for (const statement of statements) await client.query(statement);
    for (const table of TABLES) await client.query(`alter table ${table} enable trigger user`);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
