import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { digestOf, GENESIS, linkOf } from "../../../server/src/audit/chain-hash.ts";
import { sealBatch } from "../../../server/src/audit/seal-records.ts";
import { trustedKeys } from "../../../server/src/audit/signing-key.ts";
import { readSealed } from "../../../server/src/store/audit-log/audit-chain.ts";
import { acquireLease, releaseLease } from "../../../server/src/store/collecting/leases.ts";
import { type AuditLogFixture, createAuditLog } from "../../support/audit-log.ts";
import { TEST_AUDIT_KEY } from "../../support/test-services.ts";
import { type WatchedSealer, watchSealer } from "../../support/watched-sealer.ts";

const running: WatchedSealer[] = [];
let log: AuditLogFixture;
beforeEach(async () => {
  log = await createAuditLog();
  await log.fill(6);
  await releaseLease(log.database, log.lease);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((sealer) => sealer.stop()));
  await log.close();
});

/** Starts a replica, and waits until it knows the newest checkpoint. */
async function startKnowing(remembered: string | null = null): Promise<WatchedSealer> {
  const sealer = watchSealer(log, remembered);
  running.push(sealer);
  await vi.waitFor(() => expect(sealer.fault()).toBeNull(), 15_000);
  return sealer;
}

function untilRefused(sealer: WatchedSealer, kind: string): Promise<void> {
  return vi.waitFor(() => expect(sealer.fault()).toMatchObject({ kind }), 15_000);
}

async function countOfSeals(): Promise<number> {
  const { rows } = await log.database.primary.query<{ count: string }>("select count(*) from audit_seal");
  return Number(rows[0]?.count);
}

const FORGET_ABOVE_3 = [
  "delete from audit_seal where chain_seq > 3",
  "delete from audit_checkpoint where chain_seq > 3",
];
const EDIT_5 = "update audit_logs set user_id = 'jane' where resource_id = 'thing-5'";
const INSERT_ONE = `insert into audit_logs (user_id, action, resource_type, resource_id, status)
  values ('jane', 'TOKEN_CREATED', 'TOKEN', 'never', 'SUCCESS')`;

/** All that an attacker can do with the database, its owner and its superuser, but without the key. */
const ATTACKS = [
  { name: "seals forgotten, a record edited", kind: "rolled_back", statements: [...FORGET_ABOVE_3, EDIT_5] },
  {
    name: "seals forgotten, a record removed",
    kind: "rolled_back",
    statements: [...FORGET_ABOVE_3, "delete from audit_logs where resource_id = 'thing-5'"],
  },
  {
    name: "seals forgotten, a record put in",
    kind: "rolled_back",
    statements: [...FORGET_ABOVE_3, INSERT_ONE],
  },
  {
    name: "all checkpoints deleted, a record edited",
    kind: "unsigned",
    statements: ["delete from audit_checkpoint", EDIT_5],
  },
  {
    name: "an older dump restored",
    kind: "rolled_back",
    statements: [
      "delete from audit_logs where id in (select audit_id from audit_seal where chain_seq > 3)",
      ...FORGET_ABOVE_3,
    ],
  },
  {
    name: "cut down to nothing",
    kind: "rolled_back",
    statements: ["truncate audit_seal", "truncate audit_checkpoint", "truncate audit_logs", INSERT_ONE],
  },
  {
    name: "seals alone forgotten",
    kind: "cut",
    statements: ["delete from audit_seal where chain_seq > 3", EDIT_5],
  },
  {
    name: "a checkpoint under another name",
    kind: "bad_signature",
    statements: [
      "delete from audit_checkpoint where chain_seq = 6",
      "update audit_checkpoint set chain_seq = 6, hash = (select hash from audit_seal where chain_seq = 6) where chain_seq = 5",
    ],
  },
];

test.each(ATTACKS)("$name: nothing is signed, and the memory stands", async ({ kind, statements }) => {
  const sealer = await startKnowing();
  const remembered = sealer.memory.last();
  await log.tamper(...statements);
  const seals = await countOfSeals();
  await log.write({ resourceId: "after" });

  await untilRefused(sealer, kind);

  expect(sealer.signed).toEqual([]);
  expect(await countOfSeals()).toBe(seals);
  expect(sealer.memory.last()).toBe(remembered);
  expect(await log.verify({ kept: [remembered ?? ""] })).toMatchObject({ ok: false });
});

test("the whole chain sealed anew with hashes of the attacker's own is refused", async () => {
  const sealer = await startKnowing();
  await log.tamper(EDIT_5, ...(await resealed()));
  await log.write({ resourceId: "after" });

  await untilRefused(sealer, "rewritten");

  expect(sealer.signed).toEqual([]);
  const { fault } = await log.verify({ kept: [sealer.memory.last() ?? ""] });
  expect(fault?.kind).toMatch(/edited|rewritten|reordered/);
});

/** Statements that give all seals the hashes that belong to the records as they are after the edit. */
async function resealed(): Promise<string[]> {
  await log.tamper(EDIT_5);
  const client = await log.database.primary.connect();
  const seals = await readSealed(client, 0n, 100);
  client.release();
  let hash = GENESIS;
  return seals.map((seal) => {
    if (!seal.record) throw new Error("a record is missing");
    const digest = digestOf(seal.record);
    hash = linkOf(hash, { ...seal, digest });
    return `update audit_seal set digest = '\\x${digest.toString("hex")}', hash = '\\x${hash.toString("hex")}' where chain_seq = ${seal.chainSeq}`;
  });
}

test("a replica that starts with what an earlier one kept refuses an older state", async () => {
  const first = await startKnowing();
  const kept = first.memory.last();
  await first.stop();
  await log.tamper(...FORGET_ABOVE_3, EDIT_5);

  const second = watchSealer(log, kept);
  running.push(second);

  await untilRefused(second, "rolled_back");
  expect(second.signed).toEqual([]);
});

test("a replica with an older file goes on, and so does one without a file", async () => {
  const { rows } = await log.database.primary.query<{ statement: string }>(
    "select statement from audit_checkpoint where chain_seq = 2",
  );
  const older = await startKnowing(rows[0]?.statement ?? "");
  await log.write();
  await vi.waitFor(() => expect(older.signed).toHaveLength(1), 15_000);
  await older.stop();

  const without = await startKnowing();
  await log.write();
  await vi.waitFor(() => expect(without.signed).toHaveLength(1), 15_000);

  expect(await log.verify()).toMatchObject({ ok: true, verifiedRecords: 8 });
});

test("a replica that does not seal sees what one signs that remembers nothing", async () => {
  const lease = await acquireLease(log.database, {
    name: "audit-sealer",
    holder: "ignorant",
    ttlMs: 600_000,
  });
  if (!lease) throw new Error("the lease is taken");
  const watcher = await startKnowing();
  await log.tamper(...FORGET_ABOVE_3, EDIT_5);
  const keys = trustedKeys(TEST_AUDIT_KEY, "");
  const laundered = await sealBatch(log.database, { lease, key: TEST_AUDIT_KEY, keys, remembered: null });

  // Before the records are sealed anew the watcher may find the chain too short.
  await vi.waitFor(() => expect(watcher.fault()?.kind).toBe("rewritten"), 15_000);

  expect(laundered).toMatchObject({ records: 3 });
  expect(await log.verify()).toMatchObject({ ok: true });
  expect(await log.verify({ kept: [watcher.memory.last() ?? ""] })).toMatchObject({ ok: false });
});

test("a replica that refuses keeps the lease from one that knows less", async () => {
  const knowing = await startKnowing();
  await log.tamper(...FORGET_ABOVE_3, EDIT_5);
  await untilRefused(knowing, "rolled_back");

  const ignorant = await startKnowing();
  await log.write();
  await vi.waitFor(() => expect(ignorant.holder()).not.toBeNull(), 15_000);

  expect(ignorant.signed).toEqual([]);
  expect(await countOfSeals()).toBe(3);
});
