import { beforeEach, expect, test } from "vitest";
import {
  type CollectingWork,
  followCollectingWork,
} from "../../../../server/src/run/gauges/collecting-work.ts";

let work: CollectingWork;
beforeEach(() => {
  work = followCollectingWork();
});

function figures(): unknown[] {
  return work.gauges.map((gauge) => gauge.read());
}

test("a process that does not collect has no failures", () => {
  expect(figures()).toEqual([0, 0]);
});

test("failures in a row are those of the cluster that has most, until a pass goes well", () => {
  work.led(true);
  for (const isGood of [false, true, false, false]) work.passed("prod", isGood);
  work.passed("edge", false);

  expect(figures()).toEqual([1, 2]);

  work.passed("prod", true);
  expect(figures()).toEqual([1, 1]);
});

test("whoever loses the lease forgets them, for another one counts now", () => {
  work.led(true);
  work.passed("prod", false);
  work.led(false);

  expect(figures()).toEqual([0, 0]);
});
