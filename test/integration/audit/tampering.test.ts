import { afterEach, beforeEach, expect, test } from "vitest";
import { digestOf, linkOf } from "../../../server/src/audit/chain-hash.ts";
import { readSigningKey, trustedKeys } from "../../../server/src/audit/signing-key.ts";
import { readSealed, readUnsealed } from "../../../server/src/store/audit-log/audit-chain.ts";
import { type AuditLogFixture, createAuditLog } from "../../support/audit-log.ts";
import { TEST_AUDIT_KEY } from "../../support/test-services.ts";

let log: AuditLogFixture;
beforeEach(async () => {
  log = await createAuditLog();
});
afterEach(() => log.close());

const auditId = (seq: number): string => `(select audit_id from audit_seal where chain_seq = ${seq})`;
/** Moves seals aside, so that numbers can be swapped under their unique index. */
const move = (from: number, to: number): string =>
  `update audit_seal set chain_seq = ${to} where chain_seq = ${from}`;

test("a chain that nobody touched is found right, to its last record", async () => {
  await log.fill(12, 4);
  await log.write();

  const answer = await log.verify({ batchSize: 5 });

  expect(answer).toEqual({
    ok: true,
    fault: null,
    verifiedRecords: 12,
    firstSeq: "1",
    lastSeq: "12",
    verifiedCheckpoints: 3,
    unsealedRecords: 1,
    droppedRecords: 0,
  });
});

test("a deleted record is found by its seal", async () => {
  await log.fill(6);
  await log.tamper(`delete from audit_logs where id = ${auditId(3)}`);

  expect((await log.verify()).fault).toMatchObject({ kind: "deleted", chainSeq: "3" });
});

test("a record that was deleted with its seal is missing from the numbers", async () => {
  await log.fill(6, 6);
  await log.tamper(
    `delete from audit_logs where id = ${auditId(3)}`,
    "delete from audit_seal where chain_seq = 3",
  );

  const { fault } = await log.verify({ batchSize: 2 });

  expect(fault).toMatchObject({ kind: "missing", chainSeq: "3" });
  expect(fault?.message).toBe("The numbers 3 to 3 are missing from the chain.");
});

test("a deletion that closes the gap behind it is found where the chain breaks", async () => {
  await log.fill(6, 6);
  await log.tamper(
    `delete from audit_logs where id = ${auditId(3)}`,
    "delete from audit_seal where chain_seq = 3",
    ...[4, 5, 6].map((seq) => move(seq, seq - 1)),
  );

  expect((await log.verify()).fault).toMatchObject({ chainSeq: "3" });
});

test.each([
  { name: "with the hash of another", isLinked: false },
  { name: "with a hash that goes on from the one before it", isLinked: true },
])("a record that was put in between, $name, is found and named", async ({ isLinked }) => {
  await log.fill(6, 6);
  await log.write({ userId: "x" });
  const client = await log.database.primary.connect();
  const [before] = await readSealed(client, 2n, 1);
  const { records } = await readUnsealed(client, null, 1);
  client.release();
  const [record] = records;
  if (!record || !before) throw new Error("The records are there");
  const digest = digestOf(record);
  const linked = linkOf(before.hash, {
    chainSeq: 4n,
    auditId: record.id,
    sealedAtUs: before.sealedAtUs,
    digest,
  });
  const hash = isLinked ? linked : before.hash;
  await log.tamper(
    ...[6, 5, 4].map((seq) => move(seq, seq + 1)),
    `insert into audit_seal (chain_seq, audit_id, sealed_at, digest, hash)
     select 4, ${record.id}, sealed_at, '\\x${digest.toString("hex")}', '\\x${hash.toString("hex")}'
     from audit_seal where chain_seq = 3`,
  );

  expect((await log.verify()).fault).toMatchObject({ kind: "inserted", chainSeq: "4" });
});

test("two records that changed places are found as reordered", async () => {
  await log.fill(6, 6);
  await log.tamper(move(3, 100), move(4, 3), move(100, 4));

  expect((await log.verify()).fault).toMatchObject({ kind: "reordered", chainSeq: "3" });
});

test("two seals that changed their records are found", async () => {
  await log.fill(6, 6);
  await log.tamper(
    `with seals as (select chain_seq, audit_id from audit_seal where chain_seq in (2, 5)), gone as (
       update audit_seal set audit_id = -chain_seq where chain_seq in (2, 5) returning chain_seq
     ) select * from gone`,
    `update audit_seal seal set audit_id = (select min(id) + 6 - seal.chain_seq from audit_logs) where chain_seq in (2, 5)`,
  );

  expect((await log.verify()).fault).toMatchObject({ chainSeq: "2", kind: "edited" });
});

test("a tail that was cut off is found by the checkpoint after it", async () => {
  await log.fill(6);
  await log.tamper(
    `delete from audit_logs where id in (select audit_id from audit_seal where chain_seq > 4)`,
    "delete from audit_seal where chain_seq > 4",
  );

  expect((await log.verify()).fault).toMatchObject({ kind: "cut", chainSeq: "5" });
});

test("a tail that was cut off with its checkpoints is found by one that was kept elsewhere", async () => {
  await log.fill(5);
  await log.write();
  const kept = (await log.seal())?.checkpoint.statement ?? "";
  await log.tamper(
    `delete from audit_logs where id in (select audit_id from audit_seal where chain_seq > 4)`,
    "delete from audit_seal where chain_seq > 4",
    "delete from audit_checkpoint where chain_seq > 4",
  );

  expect(await log.verify()).toMatchObject({ ok: true });
  expect((await log.verify({ kept: [kept] })).fault).toMatchObject({ kind: "rolled_back", chainSeq: "5" });
});

test("an older copy that was put back and written on is found by a checkpoint that was kept elsewhere", async () => {
  await log.fill(4);
  await log.write({ resourceId: "to be forgotten" });
  const kept = (await log.seal())?.checkpoint.statement ?? "";
  await log.tamper(
    `delete from audit_logs where id = ${auditId(5)}`,
    "delete from audit_seal where chain_seq = 5",
    "delete from audit_checkpoint where chain_seq = 5",
  );
  await log.fill(3);

  expect(await log.verify()).toMatchObject({ ok: true, lastSeq: "7" });
  expect((await log.verify({ kept: [kept] })).fault).toMatchObject({ kind: "rewritten", chainSeq: "5" });
});

test("a log that was emptied is found by a checkpoint that was kept elsewhere", async () => {
  await log.fill(3);
  await log.write();
  const kept = (await log.seal())?.checkpoint.statement ?? "";
  await log.tamper("delete from audit_logs", "delete from audit_seal", "delete from audit_checkpoint");

  expect((await log.verify({ kept: [kept] })).fault).toMatchObject({ kind: "rolled_back", chainSeq: "1" });
});

test("a chain that was computed anew is found by its signed checkpoints", async () => {
  await log.fill(3);
  await log.write({ resourceId: "embarrassing" });
  await log.write();
  await log.seal();
  await rehash(4);

  expect((await log.verify()).fault).toMatchObject({ kind: "rewritten", chainSeq: "4" });
});

/** Edits a record and computes the chain anew from it on, as one could who knows how it is made. */
async function rehash(from: number): Promise<void> {
  await log.tamper(`update audit_logs set resource_id = 'harmless' where id = ${auditId(from)}`);
  const client = await log.database.primary.connect();
  const seals = await readSealed(client, BigInt(from - 2), 100);
  client.release();
  let previous = seals[0]?.hash ?? Buffer.alloc(0);
  const statements = seals.slice(1).map((seal) => {
    if (!seal.record) throw new Error("The record is there");
    const digest = digestOf(seal.record);
    previous = linkOf(previous, { ...seal, digest });
    return `update audit_seal set digest = '\\x${digest.toString("hex")}', hash = '\\x${previous.toString("hex")}'
            where chain_seq = ${seal.chainSeq}`;
  });
  await log.tamper(...statements);
}

test("a checkpoint that was signed with another key does not count", async () => {
  await log.fill(2);
  await log.write();
  await log.seal(readSigningKey(Buffer.alloc(32, "stranger")));

  expect((await log.verify()).fault).toMatchObject({ kind: "bad_signature", chainSeq: "3" });
});

test("after the key was replaced, old checkpoints hold where the old public key is given", async () => {
  const next = readSigningKey(Buffer.alloc(32, "next"));
  await log.fill(2);
  await log.write();
  await log.seal(next);

  const { fault } = await log.verify({ keys: trustedKeys(next, "") });
  const answer = await log.verify({ keys: trustedKeys(next, TEST_AUDIT_KEY.publicPem) });

  expect(fault).toMatchObject({ kind: "bad_signature", chainSeq: "1" });
  expect(answer).toMatchObject({ ok: true, verifiedCheckpoints: 3 });
});

test("records without a checkpoint are not vouched for", async () => {
  await log.fill(4);
  await log.tamper("delete from audit_checkpoint where chain_seq = 4");

  expect((await log.verify()).fault).toMatchObject({ kind: "unsigned", chainSeq: "4" });
});

function insert(columns: string, values: string): string {
  return `insert into audit_logs (user_id, action, resource_type, resource_id, status, ${columns})
          values ('x', 'x', 'x', 'x', 'SUCCESS', ${values})`;
}

test("a record that is dated back is found, sealed or not", async () => {
  await log.fill(3);
  await log.tamper(insert(`"timestamp", written_by`, "now() - interval '1 hour', '5'"));
  const unsealed = await log.verify();
  await log.tamper(
    "delete from audit_logs where user_id = 'x'",
    insert(`"timestamp"`, "now() - interval '1 hour'"),
  );
  await log.seal();
  const sealed = await log.verify();

  expect(unsealed.fault).toMatchObject({ kind: "inserted", chainSeq: "4" });
  expect(sealed.fault).toMatchObject({ kind: "inserted", chainSeq: "4" });
});

test("a verification from a number on starts at the checkpoint before it", async () => {
  await log.fill(9, 3);
  await log.tamper(`update audit_logs set user_id = 'x' where id = ${auditId(2)}`);

  expect(await log.verify({ fromSeq: 5n })).toMatchObject({ ok: true, firstSeq: "4", verifiedRecords: 6 });
  expect((await log.verify({ fromSeq: 3n })).fault).toMatchObject({ chainSeq: "2" });
});
