import { ClusterListAnswerSchema, ClusterStatusAnswerSchema, SOURCE_KINDS } from "@kubecent/shared";
import { expect, test } from "vitest";

const cluster = { cluster: "prod", source: "prometheus", currency: "EUR", start: null, end: null, hours: 0 };
const status = {
  ...cluster,
  dataVersion: "0",
  lastCoverage: null,
  lastCollectedAt: null,
  progress: null,
  lastError: null,
  gaps: [],
  findings: [],
};

test("a cluster without an hour yet has neither start nor end", () => {
  expect(ClusterListAnswerSchema.parse({ rows: [cluster] })).toEqual({ rows: [cluster] });
});

test.each(SOURCE_KINDS)("a cluster's hours may come from the source %s", (source) => {
  expect(ClusterListAnswerSchema.parse({ rows: [{ ...cluster, source }] })).toMatchObject({
    rows: [{ source }],
  });
});

test("a cluster with an unknown source is refused", () => {
  expect(ClusterListAnswerSchema.safeParse({ rows: [{ ...cluster, source: "kubecost" }] }).success).toBe(
    false,
  );
});

test("a status may tell of progress, of the last error and of gaps", () => {
  const row = {
    ...status,
    progress: { done: 3, total: 10, hoursPerSecond: 0.5, secondsLeft: null },
    lastError: { at: "2026-11-17T09:00:00Z", hour: null, message: "connection refused" },
    gaps: [
      { cluster: "prod", start: "2026-11-17T08:00:00Z", end: "2026-11-17T08:10:00Z", reason: "source_down" },
    ],
  };

  expect(ClusterStatusAnswerSchema.parse({ rows: [row] })).toEqual({ rows: [row] });
});

test.each(Object.keys(status))("a status without %s is refused", (field) => {
  const rows = [{ ...status, [field]: undefined }];

  expect(ClusterStatusAnswerSchema.safeParse({ rows }).success).toBe(false);
});
