import { expect, test, vi } from "vitest";
import { createExportRecords } from "../../../server/src/audit/export-records.ts";
import type { AuditRecord } from "../../../server/src/store/audit-log/audit-logs.ts";

const ASKED = {
  writer: { replica: "one", serviceVersion: "1" },
  userId: "token:7",
  resourceId: "x-1",
  requestId: "r-1",
  details: { procedure: "cost.pods" },
};

/** A log that can be away. */
function createLog() {
  const state = { isAway: false };
  const written: AuditRecord[] = [];
  const failures: boolean[] = [];
  const records = createExportRecords({
    write: async (record) => {
      await Promise.resolve();
      if (state.isAway) throw new Error("away");
      written.push(record);
    },
    onFailure: (_error, _record, isLost) => failures.push(isLost),
    retryMs: 10,
    patienceMs: 10,
  });
  return { state, written, failures, records };
}

test("an export is on record before it begins, and its outcome after it", async () => {
  const { written, records } = createLog();

  const end = await records.begin(ASKED);
  const before = [...written];
  end({ status: "FAILED", result: { rows: 3, reason: "client closed" } });
  end({ status: "SUCCESS", result: {} });
  await records.settled();

  const named = { ...ASKED, resourceType: "EXPORT" };
  expect(before).toEqual([{ ...named, action: "EXPORT_CREATED", status: "SUCCESS" }]);
  expect(written.slice(1)).toEqual([
    { ...named, action: "EXPORT_FINISHED", status: "FAILED", result: { rows: 3, reason: "client closed" } },
  ]);
  await records.stop();
});

test("what cannot be put on record does not begin", async () => {
  const { state, records } = createLog();
  state.isAway = true;

  await expect(records.begin(ASKED)).rejects.toMatchObject({
    code: "AUDIT_UNAVAILABLE",
    retryAfterSeconds: 5,
  });
  await records.stop();
});

test("an outcome that cannot be written is kept until it can", async () => {
  const { state, written, failures, records } = createLog();
  const end = await records.begin(ASKED);
  state.isAway = true;
  end({ status: "SUCCESS", result: { rows: 1 } });
  await vi.waitFor(() => expect(failures.length).toBeGreaterThan(1));

  state.isAway = false;

  await vi.waitFor(() =>
    expect(written.map(({ action }) => action)).toEqual(["EXPORT_CREATED", "EXPORT_FINISHED"]),
  );
  expect(failures).not.toContain(true);
  await records.stop();
});

test("stopping waits for what is under way, and not for ever", async () => {
  const { written, records } = createLog();
  const end = await records.begin(ASKED);
  await records.begin({ ...ASKED, resourceId: "x-2" });

  const stopping = records.stop();
  end({ status: "FAILED", result: { reason: "service stopped" } });
  await stopping;

  expect(written.filter(({ action }) => action === "EXPORT_FINISHED")).toMatchObject([
    { resourceId: "x-1", result: { reason: "service stopped" } },
  ]);
});
