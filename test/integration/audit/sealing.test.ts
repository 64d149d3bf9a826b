import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createChainMemory } from "../../../server/src/audit/chain-memory.ts";
import { sealBatch } from "../../../server/src/audit/seal-records.ts";
import { type Sealer, startSealer } from "../../../server/src/audit/sealer.ts";
import { trustedKeys } from "../../../server/src/audit/signing-key.ts";
import type { ChainStatement } from "../../../server/src/store/audit-log/audit-chain.ts";
import { insertAudit } from "../../../server/src/store/audit-log/audit-logs.ts";
import { releaseLease } from "../../../server/src/store/collecting/leases.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { TEST_WRITER } from "../../support/test-database.ts";
import { type AuditLogFixture, createAuditLog } from "../../support/audit-log.ts";
import { TEST_AUDIT_KEY } from "../../support/test-services.ts";

const KEYS = trustedKeys(TEST_AUDIT_KEY, "");
const running: Sealer[] = [];
let log: AuditLogFixture;
beforeEach(async () => {
  log = await createAuditLog();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((sealer) => sealer.stop()));
  await log.close();
});

const RECORD = {
  writer: TEST_WRITER,
  userId: "token:1",
  action: "TOKEN_CREATED",
  resourceType: "TOKEN",
  resourceId: "late",
  status: "SUCCESS",
} as const;

async function sealedResources(): Promise<string[]> {
  const { rows } = await log.database.primary.query<{ resource_id: string }>(
    `select resource_id from audit_seal join audit_logs on id = audit_id order by chain_seq`,
  );
  return rows.map((row) => row.resource_id);
}

test("a record that commits late is sealed late, and never skipped", async () => {
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const late = inTransaction(log.database, async (client) => {
    await insertAudit(client, RECORD);
    begun.resolve();
    await mayEnd.promise;
  });
  await begun.promise;
  await log.write({ resourceId: "early" });
  const whileUnderWay = await log.seal();
  mayEnd.resolve();
  await late;
  await log.seal();

  expect(whileUnderWay).toBeNull();
  expect(await sealedResources()).toEqual(["late", "early"]);
  expect(await log.verify()).toMatchObject({ ok: true, verifiedRecords: 2, unsealedRecords: 0 });
});

test("a record whose transaction failed leaves no gap in the chain", async () => {
  await log.write({ resourceId: "first" });
  await inTransaction(log.database, async (client) => {
    await insertAudit(client, RECORD);
    throw new Error("the change failed");
  }).catch(() => undefined);
  await log.write({ resourceId: "second" });
  await log.seal();

  expect(await sealedResources()).toEqual(["first", "second"]);
  expect(await log.verify()).toMatchObject({ ok: true, lastSeq: "2" });
});

test("many records are sealed in several transactions, and none is left", async () => {
  for (let index = 0; index < 7; index++) await log.write();
  const { lease } = log;
  const batches = [];
  for (let more = true; more; ) {
    const sealed = await sealBatch(log.database, {
      lease,
      key: TEST_AUDIT_KEY,
      keys: KEYS,
      remembered: null,
      mostRecords: 3,
    });
    batches.push(sealed?.records);
    more = sealed?.hasMore ?? false;
  }

  expect(batches).toEqual([3, 3, 1]);
  expect(await log.verify()).toMatchObject({ ok: true, verifiedRecords: 7, verifiedCheckpoints: 3 });
});

test("records of a database that was restored elsewhere are sealed although its transactions count anew", async () => {
  await log.fill(2);
  await log.write({ resourceId: "unsealed when the copy was made" });
  // As in a copy whose server has counted far fewer transactions: what is written there is of the far future.
  await log.tamper("update audit_logs set written_by = '900000000000' where resource_id like 'unsealed%'");
  await log.write({ resourceId: "after" });

  await log.seal();

  expect(await sealedResources()).toHaveLength(4);
  expect(await log.verify()).toMatchObject({ ok: true, unsealedRecords: 0 });
});

test("a sealer that was stopped and wakes up seals nothing", async () => {
  await log.write();
  await releaseLease(log.database, log.lease);

  await expect(log.seal()).rejects.toThrow("is not held any more");
  expect(await sealedResources()).toEqual([]);
});

interface RunningSealer extends Sealer {
  readonly failures: unknown[];
}

function runSealer(holder: string, onCheckpoint: (checkpoint: ChainStatement) => void): RunningSealer {
  const failures: unknown[] = [];
  const sealer = startSealer({
    database: log.database,
    key: TEST_AUDIT_KEY,
    keys: KEYS,
    memory: createChainMemory({ kept: null, keep: () => Promise.resolve(), onNotKept: () => undefined }),
    holder,
    auditRetentionDays: 400,
    onCheckpoint,
    onCut: () => undefined,
    onFailure: (error) => failures.push(error),
    onJudged: () => undefined,
    onDelay: () => undefined,
  });
  running.push(sealer);
  return { ...sealer, failures };
}

test("of two sealers one seals, and the other goes on where it stops", async () => {
  await releaseLease(log.database, log.lease);
  const seals: { holder: string; seq: bigint }[] = [];
  const sealers = new Map(
    ["a", "b"].map((holder) => [
      holder,
      runSealer(holder, ({ chainSeq: seq }) => seals.push({ holder, seq })),
    ]),
  );
  const untilSealed = (seq: bigint): Promise<void> =>
    vi.waitFor(() => expect(seals.at(-1)?.seq).toBe(seq), 15_000);

  await log.write();
  await untilSealed(1n);
  const first = seals[0]?.holder ?? "";
  await log.write();
  await sealers.get(first)?.stop();
  await log.write();
  await untilSealed(3n);

  expect(seals).toEqual([
    { holder: first, seq: 1n },
    { holder: first, seq: 2n },
    { holder: first === "a" ? "b" : "a", seq: 3n },
  ]);
  expect([...sealers.values()].flatMap(({ failures }) => failures)).toEqual([]);
  expect(await log.verify()).toMatchObject({ ok: true, verifiedRecords: 3 });
});

test("a pass that fails is reported, and made good by the next", async () => {
  await releaseLease(log.database, log.lease);
  const seals: bigint[] = [];
  await rename("audit_seal", "audit_seal_away");
  const sealer = runSealer("a", ({ chainSeq }) => seals.push(chainSeq));
  await log.write();
  await vi.waitFor(() => expect(sealer.failures.length).toBeGreaterThan(0), 15_000);
  await rename("audit_seal_away", "audit_seal");

  await vi.waitFor(() => expect(seals).toEqual([1n]), 15_000);
});

async function rename(from: string, to: string): Promise<void> {
  await log.database.primary.query(
    `begin; set local role kubecent_owner; alter table ${from} rename to ${to}; commit`,
  );
}
