import { HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { collectedOf, greatestLateness } from "../../../../server/src/run/gauges/stored-progress.ts";
import type { StoredStatus } from "../../../../server/src/store/queries/clusters/cluster-status.ts";
import { HOUR } from "../../../support/observations.ts";

/** A quarter past an hour: the last hour is due since five minutes. */
const NOW = HOUR + 10 * HOUR_MS + 15 * MINUTE_MS;

function status(fields: Partial<StoredStatus>): StoredStatus {
  return {
    clusterId: 1,
    startedAt: NOW - 5 * MINUTE_MS,
    done: 1,
    total: 1,
    error: null,
    newestHour: HOUR + 9 * HOUR_MS,
    lastSeenSeconds: 3_600,
    lastCollectedAt: NOW,
    ...fields,
  };
}

const moment = { now: NOW, begunAt: NOW, clusterIds: [] };

test("nothing is late while the last due hour is stored", () => {
  expect(greatestLateness([status({})], moment)).toBe(0);
  expect(greatestLateness([], moment)).toBe(0);
});

test("the cluster that is furthest behind counts", () => {
  const behind = status({ clusterId: 2, newestHour: HOUR + 4 * HOUR_MS });

  expect(greatestLateness([status({}), behind], moment)).toBe(5 * HOUR_MS);
});

test("a cluster without any hour is late from when it was first waited for", () => {
  const waiting = { ...moment, begunAt: NOW - 4 * HOUR_MS };

  expect(greatestLateness([status({ newestHour: null })], moment)).toBe(0);
  expect(greatestLateness([status({ newestHour: null })], waiting)).toBe(4 * HOUR_MS - 15 * MINUTE_MS);
  expect(greatestLateness([], { ...waiting, clusterIds: [7] })).toBe(4 * HOUR_MS - 15 * MINUTE_MS);
});

test("a cluster that is not collected any more is not late", () => {
  const retired = status({
    clusterId: 2,
    startedAt: NOW - 5 * HOUR_MS,
    lastCollectedAt: NOW - 5 * HOUR_MS,
  });

  expect(collectedOf([status({}), retired], []).map(({ clusterId }) => clusterId)).toEqual([1]);
  expect(collectedOf([status({}), retired], [2]).map(({ clusterId }) => clusterId)).toEqual([2]);
});

test("where nobody collects, all are late; a cluster whose source fails has a sign as well", () => {
  const old = { startedAt: NOW - 30 * HOUR_MS, lastCollectedAt: NOW - 30 * HOUR_MS };
  const failing = status({ ...old, clusterId: 2, error: { at: NOW, hour: null, message: "refused" } });

  expect(collectedOf([status(old), status({ ...old, clusterId: 3 })], [])).toHaveLength(2);
  expect(collectedOf([status({}), failing], [])).toHaveLength(2);
});
