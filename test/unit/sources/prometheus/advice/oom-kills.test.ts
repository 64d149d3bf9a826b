import { HOUR_MS } from "@kubecent/shared";
import { expect, test } from "vitest";
import { killsIn } from "../../../../../server/src/sources/prometheus/advice/oom-kills.ts";
import type { Series } from "../../../../../server/src/sources/prometheus/series/series.ts";
import { HOUR, minute, type Point, seriesOf } from "../support/series-of.ts";

const TARGET = {
  job: "ksm",
  instance: "a:8080",
  namespace: "shop",
  pod: "web-1",
  uid: "u1",
  container: "app",
};

function restarts(points: readonly Point[], target = TARGET): Series {
  return seriesOf({ ...target, __name__: "kube_pod_container_status_restarts_total" }, points);
}

function killed(minutes: readonly number[], target = TARGET): Series {
  const points = minutes.map((each): Point => [minute(each), 1]);
  const labels = { __name__: "kube_pod_container_status_last_terminated_reason", reason: "OOMKilled" };
  return seriesOf({ ...target, ...labels }, points);
}

const from = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const steady = (value: number, minutes: readonly number[]): Point[] =>
  minutes.map((each): Point => [minute(each), value]);

test("a kill is a restart of the hour after which the last end is an OOM kill", () => {
  const samples = [restarts([...steady(0, from(-5, 10)), ...steady(1, from(11, 60))]), killed(from(11, 60))];

  expect(killsIn(samples, HOUR)).toBe(1);
});

test("a gauge that stays 1 for hours tells of no further kill, and a restart for another reason neither", () => {
  const gauge = killed(from(-180, 60));
  const laterCrash = restarts([...steady(3, from(-180, 20)), ...steady(4, from(21, 60))]);

  expect(killsIn([gauge, restarts(steady(3, from(-180, 60)))], HOUR)).toBe(0);
  // At the crash the last end became another: from then on the gauge is not told any more.
  expect(killsIn([killed(from(-180, 20)), laterCrash], HOUR)).toBe(0);
});

test("each kill is of one hour: at the border it is the hour's that ends with it", () => {
  const samples = [restarts([...steady(0, from(-5, 59)), ...steady(1, from(60, 70))]), killed(from(60, 70))];
  const before = [restarts([...steady(0, from(-5, -1)), ...steady(1, from(0, 70))]), killed(from(0, 70))];

  expect([killsIn(samples, HOUR), killsIn(samples, HOUR + HOUR_MS)]).toEqual([1, 0]);
  expect([killsIn(before, HOUR - HOUR_MS), killsIn(before, HOUR)]).toEqual([1, 0]);
});

test("a pod that is new in the hour has all of its restarts in it", () => {
  expect(killsIn([restarts(steady(2, from(30, 60))), killed(from(30, 60))], HOUR)).toBe(2);
});

test("two exporters that tell of the same kill tell of one", () => {
  const other = { ...TARGET, instance: "b:8080" };
  const points = [...steady(0, from(-5, 10)), ...steady(1, from(11, 60))];

  const samples = [
    restarts(points),
    killed(from(11, 60)),
    restarts(points, other),
    killed(from(11, 60), other),
  ];

  expect(killsIn(samples, HOUR)).toBe(1);
});

test("old versions tell every reason, those that do not hold with 0", () => {
  const points = steady(0, from(-5, 60));
  const labels = { __name__: "kube_pod_container_status_last_terminated_reason", reason: "OOMKilled" };
  const restarted = restarts([...steady(0, from(-5, 10)), ...steady(1, from(11, 60))]);

  expect(killsIn([restarted, seriesOf({ ...TARGET, ...labels }, points)], HOUR)).toBe(0);
});
