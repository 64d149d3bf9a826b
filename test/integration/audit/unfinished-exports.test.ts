import { afterEach, beforeEach, expect, test } from "vitest";
import { closeUnfinishedExports } from "../../../server/src/audit/export-records.ts";
import { type AuditLogFixture, createAuditLog } from "../../support/audit-log.ts";

let log: AuditLogFixture;
beforeEach(async () => {
  log = await createAuditLog();
});
afterEach(() => log.close());

const EXPORT = {
  resourceType: "EXPORT",
  requestId: "r-1",
  userName: "ci",
  details: { procedure: "cost.pods" },
};

async function begin(resourceId: string, minutesAgo: number): Promise<void> {
  await log.write({ ...EXPORT, resourceId, action: "EXPORT_CREATED" });
  await log.tamper(
    `update audit_logs set "timestamp" = "timestamp" - interval '${minutesAgo} minutes' where resource_id = '${resourceId}'`,
  );
}

test("of exports whose process was killed it is said once that nobody knows how they ended", async () => {
  await begin("killed", 40);
  await begin("under way", 5);
  await begin("finished", 40);
  await log.write({ ...EXPORT, resourceId: "finished", action: "EXPORT_FINISHED" });
  await log.write({ ...EXPORT, resourceId: "refused", action: "EXPORT_CREATED", status: "FAILED" });

  const counts = [
    await closeUnfinishedExports(log.database, log.lease),
    await closeUnfinishedExports(log.database, log.lease),
  ];

  expect(counts).toEqual([1, 0]);
  const { rows } = await log.database.primary.query(
    "select resource_id, user_id, user_name, request_id, status, details, result from audit_logs where action = 'EXPORT_FINISHED' and status = 'FAILED'",
  );
  expect(rows).toEqual([
    {
      resource_id: "killed",
      user_id: "token:7",
      user_name: "ci",
      request_id: "r-1",
      status: "FAILED",
      details: { procedure: "cost.pods" },
      result: { reason: "unknown: the process ended" },
    },
  ]);
});
