import { expect, onTestFinished, test, vi } from "vitest";
import {
  createRefusalRecorder,
  type RefusalRecorder,
  type RefusedAttempt,
} from "../../../server/src/audit/refusals.ts";
import type { AuditRecord } from "../../../server/src/store/audit-log/audit-logs.ts";

interface Recording {
  readonly recorder: RefusalRecorder;
  readonly written: AuditRecord[];
  /** Whether the log can be written. */
  isUp: boolean;
  /** Attempts that are on record. */
  readonly onRecord: () => number;
}

/** A recorder whose window is ended by fake time. */
function record({ maxKinds = 1_000 } = {}): Recording {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const written: AuditRecord[] = [];
  const recording = {
    written,
    isUp: true,
    onRecord: () => written.reduce((sum, { occurrences = 1 }) => sum + occurrences, 0),
    recorder: createRefusalRecorder({
      write: (each) => {
        if (!recording.isUp) return Promise.reject(new Error("the log is away"));
        written.push(each);
        return Promise.resolve();
      },
      now: () => 0,
      onFailure: () => undefined,
      maxKinds,
    }),
  };
  return recording;
}

function attempt(countedAs = "token:1", code = "FORBIDDEN"): RefusedAttempt {
  return {
    countedAs,
    code,
    record: {
      writer: { replica: "one", serviceVersion: "1" },
      userId: countedAs,
      action: "ACCESS_REFUSED",
      resourceType: "PROCEDURE",
      resourceId: "audit.list",
      requestId: "r-1",
    },
  };
}

test("the first attempt is on record at once, with its request id", async () => {
  const { recorder, written } = record();
  recorder.note(attempt());
  await recorder.settled();

  expect(written).toMatchObject([
    { status: "FAILED", requestId: "r-1", occurrences: 1, details: { code: "FORBIDDEN" } },
  ]);
});

test("a thousand of one kind are two records, and none is forgotten", async () => {
  const { recorder, written } = record();
  recorder.note(attempt());
  await recorder.settled();
  for (let index = 1; index < 1_000; index++) recorder.note(attempt());
  await recorder.stop();

  expect(written.map(({ occurrences }) => occurrences)).toEqual([1, 999]);
});

test("callers and reasons are told apart", async () => {
  const { recorder, written } = record();
  recorder.note(attempt("token:1"));
  recorder.note(attempt("token:2"));
  recorder.note(attempt("token:2", "TOKEN_INVALID"));
  await recorder.stop();

  expect(written.map(({ userId }) => userId)).toEqual(["token:1", "token:2", "token:2"]);
});

test("kinds beyond the bound are counted together", async () => {
  const { recorder, written, onRecord } = record({ maxKinds: 3 });
  for (let index = 0; index < 100; index++) recorder.note(attempt(`192.0.2.${index}`));
  await recorder.stop();

  expect(written.length).toBeLessThanOrEqual(5);
  expect(onRecord()).toBe(100);
  expect(written.at(-1)).toMatchObject({ userId: "various", resourceId: "various" });
});

test("what cannot be written is kept, within the bound, until it can", async () => {
  const recording = record({ maxKinds: 3 });
  const { recorder, onRecord } = recording;
  recording.isUp = false;
  for (let minute = 0; minute < 5; minute++) {
    for (let index = 0; index < 10; index++) recorder.note(attempt(`192.0.2.${minute * 10 + index}`));
    await vi.advanceTimersByTimeAsync(60_000);
    await recorder.settled();
  }
  recording.isUp = true;
  await recorder.stop();

  expect(onRecord()).toBe(50);
  expect(recording.written.length).toBeLessThanOrEqual(4);
});

test("a new minute begins with a record at once", async () => {
  const { recorder, written } = record();
  recorder.note(attempt());
  await vi.advanceTimersByTimeAsync(60_000);
  recorder.note(attempt());
  await recorder.settled();

  expect(written).toHaveLength(2);
});
