import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openTestDatabase } from "../../support/test-database.ts";
import { trustedKeys } from "../../../server/src/audit/signing-key.ts";
import { sealingTrouble } from "../../../server/src/audit/sealing-trouble.ts";
import { releaseLease } from "../../../server/src/store/collecting/leases.ts";
import { type AuditLogFixture, createAuditLog } from "../../support/audit-log.ts";
import { TEST_AUDIT_KEY } from "../../support/test-services.ts";
import { type WatchedSealer, watchSealer } from "../../support/watched-sealer.ts";

const KEYS = trustedKeys(TEST_AUDIT_KEY, "");
let log: AuditLogFixture;
let sealer: WatchedSealer | undefined;
beforeEach(async () => {
  log = await createAuditLog();
  await log.fill(2);
  await releaseLease(log.database, log.lease);
});
afterEach(async () => {
  await sealer?.stop();
  await log.close();
});

function holdLease(until: string): Promise<unknown> {
  return log.database.primary.query(
    `update lease set holder = 'mallory', token = token + 1, expires_at = ${until} where name = 'audit-sealer'`,
  );
}

/** Makes all records look as if they had been written some time ago. */
function age(minutes: number): Promise<void> {
  return log.tamper(
    `update audit_logs set "timestamp" = "timestamp" - interval '${minutes} minutes' where resource_id = 'waits'`,
  );
}

test.each([
  { until: "'infinity'", words: "held by mallory for ever" },
  { until: "clock_timestamp() + interval '1 day'", words: "held by mallory for 86" },
])("a lease held until $until is measured, and told by the command", async ({ until, words }) => {
  await holdLease(until);
  sealer = watchSealer(log);
  await log.write({ resourceId: "waits" });
  await age(3);

  await vi.waitFor(() => expect(sealer?.unsealedSeconds()).toBeGreaterThan(170), 15_000);

  expect(sealer.signed).toEqual([]);
  expect(sealer.holder()).toMatchObject({ holder: "mallory" });
  const told = await sealingTrouble(log.database, KEYS);
  expect(told).toMatch(/NOT SEALED for 1[89]\d s/);
  expect(told).toContain(words);
});

test("a table of seals that is locked makes passes fail, and what waits is measured once it is free", async () => {
  const impatient = openTestDatabase(`${log.url}?options=-c%20lock_timeout%3D300ms`);
  sealer = watchSealer({ ...log, database: impatient });
  await vi.waitFor(() => expect(sealer?.fault()).toBeNull(), 15_000);
  const thief = await log.database.primary.connect();
  await thief.query("begin; set local role kubecent_owner; lock table audit_seal in access exclusive mode");
  await log.write({ resourceId: "waits" });
  await vi.waitFor(() => expect(sealer?.failures.length).toBeGreaterThan(0), 30_000);
  await thief.query("rollback");
  thief.release();

  await vi.waitFor(() => expect(sealer?.signed).toHaveLength(1), 15_000);
  await sealer.stop();
  sealer = undefined;
  await impatient.primary.end();
});

test("where sealing works nothing is told, and nothing waits", async () => {
  sealer = watchSealer(log);
  await log.write({ resourceId: "waits" });
  await vi.waitFor(() => expect(sealer?.signed).toHaveLength(1), 15_000);

  await vi.waitFor(() => expect(sealer?.unsealedSeconds()).toBe(0), 15_000);
  expect(await sealingTrouble(log.database, KEYS)).toBe("");
});
