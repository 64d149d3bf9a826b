import { afterAll, beforeAll, expect, test } from "vitest";
import { type AuditLogFixture, createAuditLog } from "../../support/audit-log.ts";

const EDITS = [
  "user_id = 'somebody'",
  "user_name = 'somebody'",
  `"timestamp" = "timestamp" + interval '1 microsecond'`,
  "action = 'NOTHING'",
  "resource_type = 'X'",
  "resource_id = 'X'",
  'details = \'{"before": 1, "after": 3}\'',
  "details = null",
  "status = 'FAILED'",
  "result = '{}'",
  "request_id = 'other'",
  "client_address = '192.0.2.1'",
  "token_id = '8'",
  "replica = 'other'",
  "service_version = '9'",
  "occurrences = 2",
  "written_by = '3'",
];

let log: AuditLogFixture;
beforeAll(async () => {
  log = await createAuditLog();
  // A checkpoint for each record: each edit is looked for from the one before it on.
  await log.fill(EDITS.length);
});
afterAll(() => log.close());

test.each(EDITS.map((change, index) => ({ change, seq: index + 1 })))(
  "an edit is found and named: $change",
  async ({ change, seq }) => {
    const isSound = await log.verify({ fromSeq: BigInt(seq) });
    await log.tamper(
      `update audit_logs set ${change} where id = (select audit_id from audit_seal where chain_seq = ${seq})`,
    );

    const { ok, fault } = await log.verify({ fromSeq: BigInt(seq) });

    expect(isSound.ok).toBe(true);
    expect({ ok, fault }).toMatchObject({ ok: false, fault: { kind: "edited", chainSeq: String(seq) } });
  },
);
