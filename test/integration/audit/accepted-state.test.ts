import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { acceptState, type AcceptedState } from "../../../server/src/audit/accept-state.ts";
import { readSigningKey, trustedKeys } from "../../../server/src/audit/signing-key.ts";
import { contentOf } from "../../../server/src/audit/statement.ts";
import { releaseLease } from "../../../server/src/store/collecting/leases.ts";
import { type AuditLogFixture, createAuditLog } from "../../support/audit-log.ts";
import { TEST_AUDIT_KEY } from "../../support/test-services.ts";
import { type WatchedSealer, watchSealer } from "../../support/watched-sealer.ts";

const FORGET_ABOVE_3 = [
  "delete from audit_logs where id in (select audit_id from audit_seal where chain_seq > 3)",
  "delete from audit_seal where chain_seq > 3",
  "delete from audit_checkpoint where chain_seq > 3",
];

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

function start(remembered: string | null = null): WatchedSealer {
  const sealer = watchSealer(log, remembered);
  running.push(sealer);
  return sealer;
}

function untilFault(sealer: WatchedSealer, kind: string | null): Promise<void> {
  return vi.waitFor(() => expect(sealer.fault()?.kind ?? null).toBe(kind), 15_000);
}

function accept(remembered: string | null, key = TEST_AUDIT_KEY): Promise<AcceptedState> {
  const keys = trustedKeys(key, "");
  return acceptState({
    database: log.database,
    key,
    keys,
    remembered,
    reason: "the backup of noon",
    now: Date.now,
  });
}

/** The checkpoint at a number, as it stands in the database. */
async function checkpointAt(seq: number): Promise<string> {
  const { rows } = await log.database.primary.query<{ statement: string }>(
    "select statement from audit_checkpoint where chain_seq = $1",
    [seq],
  );
  return rows[0]?.statement ?? "";
}

test("what an operator accepts is on record, signed, and gone on from by every replica", async () => {
  const lost = await checkpointAt(6);
  const others = [start(lost), start(await checkpointAt(5)), start(await checkpointAt(2))];
  await vi.waitFor(() => expect(others[2]?.memory.last()).toBe(lost), 15_000);
  await log.tamper(...FORGET_ABOVE_3);
  await Promise.all(others.map((sealer) => untilFault(sealer, "rolled_back")));

  const { fault, sealed } = await accept(lost);
  await Promise.all(others.map((sealer) => untilFault(sealer, null)));
  await log.write({ resourceId: "after" });
  await vi.waitFor(() => expect(others.flatMap(({ signed }) => signed)).toHaveLength(1), 15_000);

  expect(fault).toMatchObject({ kind: "rolled_back", chainSeq: "4" });
  expect(sealed).toMatchObject({ records: 1, checkpoint: { chainSeq: 4n } });
  expect(await log.verify({ kept: others.map(({ memory }) => memory.last() ?? "") })).toMatchObject({
    ok: true,
    verifiedRecords: 5,
  });
  const { rows } = await log.database.primary.query(
    "select user_id, details from audit_logs where action = 'AUDIT_STATE_ACCEPTED'",
  );
  expect(rows).toEqual([
    {
      user_id: "operator",
      details: { reason: "the backup of noon", found: "rolled_back", rememberedSeq: "6" },
    },
  ]);
});

test("a checkpoint that was kept from what is lost still says so, and that an operator knew", async () => {
  const lost = await checkpointAt(6);
  await log.tamper(...FORGET_ABOVE_3);
  await accept(lost);

  const { fault } = await log.verify({ kept: [lost] });

  expect(fault).toMatchObject({ kind: "rolled_back" });
  expect(fault?.message).toContain("an operator accepted another state than that");
});

test("an acceptance is good once: to put the accepted state back is refused", async () => {
  await log.tamper(...FORGET_ABOVE_3);
  await accept(null);
  const sealer = start();
  await untilFault(sealer, null);
  for (let count = 0; count < 2; count++) {
    await log.write();
    await vi.waitFor(() => expect(sealer.signed).toHaveLength(count + 1), 15_000);
  }
  await log.tamper(
    "delete from audit_logs where id in (select audit_id from audit_seal where chain_seq > 4)",
    "delete from audit_seal where chain_seq > 4",
    "delete from audit_checkpoint where chain_seq > 4",
  );

  await untilFault(sealer, "rolled_back");

  expect(contentOf(sealer.memory.last() ?? "")?.accepted).toBe(contentOf(await checkpointAt(4))?.accepted);
});

test("an acceptance by a key that is not trusted helps nobody", async () => {
  const sealer = start();
  await untilFault(sealer, null);
  await log.tamper(...FORGET_ABOVE_3);
  await accept(null, readSigningKey(Buffer.alloc(32, "stranger")));

  await untilFault(sealer, "bad_signature");

  expect(sealer.signed).toEqual([]);
});

test("a chain whose seals vouch for themselves alone can be accepted, and goes on", async () => {
  await log.tamper("delete from audit_checkpoint");
  const sealer = start();
  await untilFault(sealer, "unsigned");

  const { fault } = await accept(sealer.memory.last());
  await untilFault(sealer, null);

  expect(fault).toMatchObject({ kind: "unsigned" });
  expect(await log.verify()).toMatchObject({ ok: true, lastSeq: "7" });
});
