import type { Database } from "../../../server/src/store/connection/database.ts";
import { TEST_WRITER } from "../../support/test-database.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiServices } from "../../../server/src/api/context.ts";
import { insertAudit } from "../../../server/src/store/audit-log/audit-logs.ts";
import { inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { type AuditLogFixture, createAuditLog } from "../../support/audit-log.ts";
import { callAs, callAsStranger, createTestServices } from "../../support/test-services.ts";

const NASTY = "a\u0000b\ud800c\u202ed\u001b[31m";

let log: AuditLogFixture;
let database: Database;
let services: ApiServices;
beforeAll(async () => {
  log = await createAuditLog();
  ({ database } = log);
  services = createTestServices(database, Date.now);
  for (let index = 0; index < 5; index++) await log.write({ resourceId: `thing-${index}` });
  await log.write({ action: "EXPORT_CREATED", resourceType: "EXPORT", userId: "jane", requestId: "r-9" });
  await log.write({ action: "REPORT_GENERATED", resourceType: "REPORT", status: "FAILED" });
  await log.seal();
});
afterAll(async () => {
  await services.audit.refusals.stop();
  await log.close();
});

test.each([
  { question: { action: "EXPORT_CREATED" }, count: 1 },
  { question: { userId: "jane" }, count: 1 },
  { question: { requestId: "r-9" }, count: 1 },
  { question: { resourceType: "SETTINGS" }, count: 5 },
  { question: { resourceId: "thing-3" }, count: 1 },
  { question: { resourceType: "REPORT", status: "FAILED" }, count: 1 },
  { question: { action: "EXPORT_CREATED", status: "FAILED" }, count: 0 },
  { question: { start: "2001-01-01T00:00:00Z", end: "2001-02-01T00:00:00Z" }, count: 0 },
  { question: { window: "today", resourceType: "SETTINGS" }, count: 5 },
  // Records are there at once: no window waits for an hour to be due.
  { question: { window: "24h", resourceType: "SETTINGS" }, count: 5 },
  { question: { window: "48h", resourceType: "SETTINGS" }, count: 5 },
  { question: { window: "7d", resourceType: "SETTINGS" }, count: 5 },
  { question: { window: "last90d", resourceType: "SETTINGS" }, count: 5 },
  { question: { window: "monthToDate", resourceType: "SETTINGS" }, count: 5 },
  { question: { window: "yesterday", resourceType: "SETTINGS" }, count: 0 },
  { question: { start: "2001-01-01T00:10:00Z", end: "2001-01-01T00:50:00Z" }, count: 0 },
] as const)("$question finds $count records", async ({ question, count }) => {
  const { rows } = await callAs("auditor", services).audit.list(question);

  expect(rows).toHaveLength(count);
});

test("a record says who, what, from where and under which number it is sealed", async () => {
  const { rows } = await callAs("auditor", services).audit.list({ action: "EXPORT_CREATED" });

  expect(rows).toMatchObject([
    { userId: "jane", chainSeq: "6", status: "SUCCESS", occurrences: 1, replica: expect.any(String) },
  ]);
});

test("pages hold all records once, newest first", async () => {
  const auditor = callAs("auditor", services);
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await auditor.audit.list({ limit: 2, resourceType: "SETTINGS", cursor });
    ids.push(...page.rows.map(({ resourceId }) => resourceId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);

  expect(ids).toEqual(["thing-4", "thing-3", "thing-2", "thing-1", "thing-0"]);
});

test("an auditor verifies the log, and gets a checkpoint that holds", async () => {
  const auditor = callAs("auditor", services);

  const { checkpoint, ...facts } = await auditor.audit.checkpoint();
  const answer = await auditor.audit.verify({ checkpoint: checkpoint ?? "" });

  expect(facts).toMatchObject({ chainSeq: "7", hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(answer).toMatchObject({ ok: true, fault: null, verifiedRecords: 7, verifiedCheckpoints: 1 });
});

test("a checkpoint that nobody signed is told apart from a broken log", async () => {
  const answer = await callAs("auditor", services).audit.verify({ checkpoint: "a.b.c" });

  expect(answer).toMatchObject({ ok: false, fault: { kind: "bad_signature", chainSeq: "0" } });
});

test.each(["viewer", "editor"] as const)(
  "a caller in the role %s sees nothing of the log, and is on record",
  async (role) => {
    const { audit } = callAs(role, services);

    for (const call of [() => audit.list({}), () => audit.verify({}), () => audit.checkpoint()]) {
      await expect(call()).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await services.audit.refusals.settled();

    const { rows } = await callAs("auditor", services).audit.list({ action: "ACCESS_REFUSED" });
    expect(rows).toContainEqual(
      expect.objectContaining({
        userId: "token:1",
        resourceId: "audit.verify",
        status: "FAILED",
        clientAddress: "192.0.2.7",
      }),
    );
  },
);

test("a flood of strangers from one address is two records, with their number", async () => {
  for (let index = 0; index < 300; index++) {
    await callAsStranger(services, "198.51.100.4")
      .system.info()
      .catch(() => undefined);
  }
  await services.audit.refusals.stop();

  const { rows } = await callAs("auditor", services).audit.list({ userId: "anonymous" });
  const flood = rows.filter(({ clientAddress }) => clientAddress === "198.51.100.4");
  expect(flood.length).toBeLessThanOrEqual(2);
  expect(flood.reduce((sum, { occurrences }) => sum + occurrences, 0)).toBe(300);
});

test("a question that fails for its own reasons is no attempt at anything", async () => {
  const before = await callAs("auditor", services).audit.list({ limit: 1_000 });
  await callAs("auditor", services)
    .cost.pods({ window: "today", cluster: "none" })
    .catch(() => undefined);
  await services.audit.refusals.settled();

  expect(await callAs("auditor", services).audit.list({ limit: 1_000 })).toEqual(before);
});

test("no text that comes in keeps a record from being written", async () => {
  await inTransaction(database, (client) =>
    insertAudit(client, {
      writer: TEST_WRITER,
      userId: NASTY,
      userName: NASTY,
      action: NASTY,
      resourceType: NASTY.repeat(1_000),
      resourceId: NASTY,
      requestId: NASTY,
      clientAddress: NASTY,
      tokenId: NASTY,
      details: { [NASTY]: NASTY, list: Array.from({ length: 10_000 }, () => NASTY) },
      result: { error: NASTY },
      status: "FAILED",
      occurrences: Number.MAX_SAFE_INTEGER,
    }),
  );
  await log.seal();

  expect(await log.verify()).toMatchObject({ ok: true, unsealedRecords: 0 });
});
