import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sharpenRuns } from "../../../../server/src/sources/prometheus/pods/ran-containers.ts";
import { durationMs, sampleStretches } from "../../../../server/src/sources/prometheus/time/stretches.ts";
import { HOUR, minute } from "./support/series-of.ts";

const MINUTE = 60_000;
const ALWAYS = [{ start: minute(-1_000), end: minute(1_000) }];

function sharpened(
  runs: readonly (readonly [number, number])[],
  starts: readonly number[],
  covered = ALWAYS,
) {
  const stretches = runs.map(([start, end]) => ({ start: minute(start), end: minute(end) }));
  return sharpenRuns(stretches, { starts: starts.map(minute), interval: MINUTE, covered }).map(
    ({ start, end }) => [(start - HOUR) / MINUTE, (end - HOUR) / MINUTE],
  );
}

test("a run begins at its start and ends as much later", () => {
  expect(sharpened([[10.25, 27.25]], [10.75])).toEqual([[10.75, 27.75]]);
});

test("a run that was under way ends where one from its start on ends", () => {
  expect(sharpened([[-7.75, 12.25]], [-30.5])).toEqual([[-7.75, 12.5]]);
});

test("runs of unknown starts stay as they were sampled", () => {
  expect(sharpened([[10.25, 27.25]], [])).toEqual([[10.25, 27.25]]);
  expect(
    sharpened(
      [
        [-7.75, 5],
        [10.25, 27.25],
      ],
      [40],
    ),
  ).toEqual([
    [-7.75, 5],
    [10.25, 27.25],
  ]);
});

test("of a container that restarted each run begins at its own start", () => {
  const runs = sharpened(
    [
      [-7.75, 5.25],
      [10.25, 27.25],
    ],
    [-100.5, 10.75],
  );

  expect(runs).toEqual([
    [-7.75, 5.5],
    [10.75, 27.75],
  ]);
});

test("no run ends later than anybody looked", () => {
  const covered = [{ start: minute(-10), end: minute(27.25) }];

  expect(sharpened([[10.25, 27.25]], [10.75], covered)).toEqual([[10.75, 27.25]]);
});

test("a life of whole intervals is found to the second, whenever it was looked at and whatever the hour", () => {
  const life = fc.record({
    startSecond: fc.integer({ min: -1_800, max: 3_000 }),
    intervalMs: fc.constantFrom(15_000, 30_000, 60_000, 120_000, 300_000),
    intervals: fc.integer({ min: 2, max: 40 }),
    phaseMs: fc.integer({ min: 1, max: 14_999 }),
  });

  fc.assert(
    fc.property(life, ({ startSecond, intervalMs, intervals, phaseMs }) => {
      const start = HOUR + startSecond * 1_000;
      const end = start + intervals * intervalMs;
      const opened = minute(-10);
      const looked: number[] = [];
      for (let time = opened + phaseMs; time < minute(80); time += intervalMs) looked.push(time);
      const times = Float64Array.from(looked.filter((time) => time >= start && time < end));
      if (times.length < 2) return;

      const runs = sharpenRuns(sampleStretches(times, intervalMs), {
        starts: [start],
        interval: intervalMs,
        covered: ALWAYS,
      });

      const isCut = end > minute(75);
      const expected = (isCut ? minute(70) : end) - Math.max(start, opened + intervalMs);
      const found = runs.map((run) => ({
        start: Math.max(run.start, opened + intervalMs),
        end: Math.min(run.end, isCut ? minute(70) : run.end),
      }));
      expect(Math.abs(durationMs(found) - expected)).toBeLessThan(1);
    }),
  );
});
