import { afterEach, beforeEach, expect, test } from "vitest";
import { cutOldRecords, type RecordsCut } from "../../../server/src/audit/cut-old-records.ts";
import { trustedKeys } from "../../../server/src/audit/signing-key.ts";
import { type AuditLogFixture, createAuditLog } from "../../support/audit-log.ts";
import { TEST_AUDIT_KEY } from "../../support/test-services.ts";

const DAYS = 400;

let log: AuditLogFixture;
beforeEach(async () => {
  log = await createAuditLog();
});
afterEach(() => log.close());

/** Makes the checkpoints up to a number older than they are. Their signed statements stay as they were. */
async function age(upToSeq: number, days: number): Promise<void> {
  await log.tamper(
    `update audit_checkpoint set signed_at = signed_at - interval '${days} days' where chain_seq <= ${upToSeq}`,
  );
}

async function cut(auditRetentionDays = DAYS): Promise<RecordsCut[]> {
  const cuts: RecordsCut[] = [];
  const onCut = (done: RecordsCut): void => void cuts.push(done);
  await cutOldRecords(
    {
      database: log.database,
      key: TEST_AUDIT_KEY,
      keys: trustedKeys(TEST_AUDIT_KEY, ""),
      auditRetentionDays,
      onCut,
    },
    log.lease,
  );
  return cuts;
}

async function countOf(table: string): Promise<number> {
  const { rows } = await log.database.primary.query<{ count: string }>(`select count(*) from ${table}`);
  return Number(rows[0]?.count);
}

test("old records go up to a checkpoint, the rest stays verifiable, and the cut is on record", async () => {
  await log.fill(9, 3);
  await age(6, DAYS + 1);
  const cuts = await cut();
  await log.seal();

  const answer = await log.verify();

  expect(cuts).toMatchObject([{ records: 6, chainSeq: 6n }]);
  expect(answer).toMatchObject({ ok: true, firstSeq: "7", lastSeq: "10", droppedRecords: 6 });
  const { rows } = await log.database.primary.query(
    "select action, details from audit_logs order by id desc limit 1",
  );
  expect(rows).toEqual([{ action: "AUDIT_RECORDS_DROPPED", details: { records: 6, retentionDays: DAYS } }]);
});

test("what is young stays, and a second look cuts nothing", async () => {
  await log.fill(4);
  await age(2, DAYS - 1);
  expect(await cut()).toEqual([]);
  await age(2, 2);

  expect(await cut()).toHaveLength(1);
  expect(await cut()).toEqual([]);
  expect(await countOf("audit_seal")).toBe(2);
});

test("a chain that was cut whole goes on at the next number", async () => {
  await log.fill(3);
  await age(3, DAYS + 1);
  await cut();
  await log.seal();

  expect(await log.verify()).toMatchObject({ ok: true, firstSeq: "4", lastSeq: "4", droppedRecords: 3 });
});

test("a second cut goes on from the first", async () => {
  await log.fill(6);
  await age(2, DAYS + 1);
  await cut();
  await age(4, DAYS + 1);
  await cut();
  await log.seal();

  expect(await log.verify()).toMatchObject({ ok: true, firstSeq: "5", droppedRecords: 4 });
});

test("tampering after a cut is found as before", async () => {
  await log.fill(6);
  await age(3, DAYS + 1);
  await cut();
  await log.tamper("delete from audit_logs where id = (select audit_id from audit_seal where chain_seq = 5)");

  expect((await log.verify()).fault).toMatchObject({ kind: "deleted", chainSeq: "5" });
});

test("records that were dropped without a signed cut are found", async () => {
  await log.fill(6);
  await log.tamper(
    "insert into audit_cut (chain_seq, hash, key_id, records, statement) select chain_seq, hash, key_id, 3, statement from audit_checkpoint where chain_seq = 3",
    "delete from audit_logs where id in (select audit_id from audit_seal where chain_seq <= 3)",
    "delete from audit_seal where chain_seq <= 3",
  );

  expect((await log.verify()).fault).toMatchObject({ kind: "bad_signature", chainSeq: "3" });
});

test("a checkpoint that was kept from before a cut is passed over, a later one is compared", async () => {
  await log.fill(2);
  await log.write();
  const early = (await log.seal())?.checkpoint.statement ?? "";
  await log.fill(2);
  const { rows } = await log.database.primary.query<{ statement: string }>(
    "select statement from audit_checkpoint where chain_seq = 5",
  );
  await age(4, DAYS + 1);
  await cut();
  await log.seal();

  expect(await log.verify({ kept: [early, rows[0]?.statement ?? ""] })).toMatchObject({ ok: true });
});

test.each([
  { name: "records of the last 30 days", seq: 2, days: 29 },
  { name: "a part of what one checkpoint vouches for", seq: 1, days: 60 },
])("the database itself keeps $name, whoever asks", async ({ seq, days }) => {
  await log.fill(4, 2);
  await age(4, days);
  const client = await log.database.primary.connect();
  await client.query("begin; set local role kubecent_sealer");

  await expect(client.query("select cut_audit_chain($1, 'x', 'x')", [seq])).rejects.toThrow(/30 days/);

  await client.query("rollback");
  client.release();
});

test.each([
  "update audit_seal set hash = ''",
  "delete from audit_seal",
  "truncate audit_seal",
  "delete from audit_checkpoint",
  "delete from audit_cut",
  "update audit_logs set user_id = 'x'",
  "delete from audit_logs",
  "truncate audit_logs cascade",
])("not even the owner of the tables does by mistake: %s", async (statement) => {
  await log.fill(1);
  await log.tamper(
    "insert into audit_cut values (1000, '', '', 0, now(), '')",
    "update audit_cut set chain_seq = 0",
  );
  const client = await log.database.primary.connect();
  await client.query("begin; set local role kubecent_owner");

  await expect(client.query(statement)).rejects.toThrow("is append-only");

  await client.query("rollback");
  client.release();
});

test.each([
  { role: "kubecent_app", statement: "insert into audit_seal values (1, 1, 1, now(), '', '')" },
  { role: "kubecent_app", statement: "select cut_audit_chain(1, '', '')" },
  { role: "kubecent_sealer", statement: "insert into audit_logs (user_id) values ('x')" },
  { role: "kubecent_sealer", statement: "delete from audit_seal" },
  { role: "kubecent_audit", statement: "select * from audit_logs" },
  { role: "kubecent_audit", statement: `insert into audit_logs ("timestamp") values (now())` },
  { role: "kubecent_audit", statement: "insert into audit_logs (written_by) values ('1')" },
])("$role may not: $statement", async ({ role, statement }) => {
  const client = await log.database.primary.connect();
  await client.query(`begin; set local role ${role}`);

  await expect(client.query(statement)).rejects.toThrow("permission denied");

  await client.query("rollback");
  client.release();
});

test.each([
  {
    name: "another hash than was signed",
    statement: `update audit_checkpoint set hash = '\\x${"ab".repeat(32)}' where chain_seq = 4`,
  },
  {
    name: "the words of another number",
    statement:
      "update audit_checkpoint set statement = (select statement from audit_checkpoint where chain_seq = 2) where chain_seq = 4",
  },
  {
    name: "what the chain does not say",
    statement: `update audit_seal set hash = '\\x${"ab".repeat(32)}' where chain_seq = 4`,
  },
])("no cut is signed on the word of a checkpoint with $name", async ({ statement }) => {
  await log.fill(8, 2);
  await age(4, DAYS + 1);
  await log.tamper(statement);

  await expect(cut()).rejects.toThrow(/does not count|were rewritten/);
  expect(await countOf("audit_seal")).toBe(8);
});
