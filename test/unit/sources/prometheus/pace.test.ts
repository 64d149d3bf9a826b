import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ScrapeTimes } from "../../../../server/src/sources/prometheus/series/scrape-times.ts";
import { isSteady, Pace, paceRuns } from "../../../../server/src/sources/prometheus/series/pace.ts";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { durationMs, sampleStretches } from "../../../../server/src/sources/prometheus/time/stretches.ts";
import { minute, type Point, seriesOf, steady } from "./support/series-of.ts";

const TARGET = { job: "kubelet", instance: "10.0.0.1:10250" };

/** Samples at one interval up to a minute, and at another from there on; in minutes. */
function changing(first: number, second: number, cut = 30): Point[] {
  return [
    ...steady(-7, cut, { step: first }),
    ...steady(cut, 67, { step: second }).filter(([time]) => time > minute(cut)),
  ];
}

function scrapesOf(...series: Series[]): ScrapeTimes {
  const scrapes = new ScrapeTimes();
  scrapes.note(series, { isOfCluster: true });
  return scrapes;
}

test.each([
  { first: 0.25, second: 1 },
  { first: 0.25, second: 2 },
  { first: 2, second: 0.25 },
  { first: 1, second: 5 },
  { first: 0.5, second: 0.25 },
])("an interval that changes from $first to $second minutes leaves no hole", ({ first, second }) => {
  const series = seriesOf(TARGET, changing(first, second));
  const scrapes = scrapesOf(series);

  expect(scrapes.clusterCoverage()).toHaveLength(1);
  expect(sampleStretches(series.times, scrapes.paceOf(series))).toHaveLength(1);
});

test("a series of one sample stands for the interval that its target had then", () => {
  const scrapes = scrapesOf(seriesOf(TARGET, changing(0.25, 2)));
  const stood = (at: number) => {
    const once = seriesOf({ ...TARGET, a: "1" }, steady(at, at));
    return durationMs(sampleStretches(once.times, scrapes.paceOf(once))) / 60_000;
  };

  expect([stood(20), stood(40)]).toEqual([0.25, 2]);
});

/** When a target was heard of that did not answer in some minutes. */
function without(...missed: number[]) {
  const points = steady(-7, 67).filter(([time]) => !missed.some((each) => time === minute(each)));
  return scrapesOf(seriesOf(TARGET, points)).clusterCoverage();
}

test("one scrape that is missed is no hole, two are", () => {
  expect(without(20)).toHaveLength(1);
  expect(without(20, 40)).toHaveLength(1);
  expect(without(20, 21)).toEqual([
    { start: minute(-8), end: minute(19) },
    { start: minute(21), end: minute(67) },
  ]);
});

test("holes that are alike are holes still", () => {
  const points = [...steady(-7, 10), ...steady(25, 25), ...steady(40, 67)];

  expect(durationMs(scrapesOf(seriesOf(TARGET, points)).clusterCoverage())).toBe((18 + 1 + 28) * 60_000);
});

test("a target that is slow under load has the interval that it keeps, there alone", () => {
  const slow = steady(20, 40, { step: 3 }).filter(([time]) => time > minute(20));
  const series = seriesOf(TARGET, [...steady(-7, 20), ...slow, ...steady(39, 67)]);

  expect(scrapesOf(series).paceOf(series).at(minute(30))).toBe(180_000);
  expect(scrapesOf(series).paceOf(series).at(minute(50))).toBe(60_000);
});

test("a real hole beside a changed interval stays a hole of its length", () => {
  const points = changing(0.25, 2).filter(([time]) => time < minute(40) || time > minute(50));

  const coverage = scrapesOf(seriesOf(TARGET, points)).clusterCoverage();

  expect(coverage.map(({ start, end }) => [start, end])).toEqual([
    [minute(-7.25), minute(38)],
    [minute(50), minute(66)],
  ]);
});

test("runs never overlap and lie within their samples, whatever the steps", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 600_000 }), { maxLength: 60 }), (steps) => {
      let time = 0;
      const times = Float64Array.from(steps, (step) => (time += step));

      let end = 0;
      for (const run of paceRuns(times)) {
        expect(run.from).toBeGreaterThanOrEqual(end);
        expect(run.to).toBeGreaterThan(run.from);
        end = run.to;
      }
      expect(end).toBeLessThanOrEqual(time);
    }),
  );
});

test.each([
  { step: 3, holes: 0 },
  { step: 5, holes: 1 },
])(
  "a look that is missed at $step minutes leaves $holes holes: an hour's window reaches no further",
  ({ step, holes }) => {
    const points = steady(-6, 66, { step }).filter(([time]) => time !== minute(-6 + 6 * step));

    expect(scrapesOf(seriesOf(TARGET, points)).clusterCoverage()).toHaveLength(1 + holes);
  },
);

function timesOf(...seconds: number[]): Float64Array {
  return Float64Array.from(seconds, (second) => second * 1000);
}

test("whether all steps are of one interval", () => {
  expect(isSteady(timesOf(0, 60, 120, 180), 60_000)).toBe(true);
  expect(isSteady(timesOf(0, 60, 150, 210), 60_000)).toBe(true);
  expect(isSteady(timesOf(0, 60, 151, 211), 60_000)).toBe(false);
  expect(isSteady(timesOf(0, 60, 99), 60_000)).toBe(false);
  expect(isSteady(timesOf(5), 60_000)).toBe(true);
});

test("a pace that never changes is the usual one at any time, and one that does is that of its part", () => {
  const runs = [
    { from: minute(30), to: minute(60), stepMs: 60_000 },
    { from: minute(0), to: minute(30), stepMs: 15_000 },
  ];
  const pace = new Pace(60_000, runs);

  expect([minute(10), minute(30), minute(31), minute(90)].map((time) => pace.at(time))).toEqual([
    15_000, 15_000, 60_000, 60_000,
  ]);
  expect([pace.longestMs, new Pace(15_000, runs).longestMs]).toEqual([60_000, 60_000]);
  expect(new Pace(60_000).at(minute(5))).toBe(60_000);
  expect(new Pace(50_000, [{ from: minute(0), to: minute(60), stepMs: 60_000 }]).at(minute(5))).toBe(50_000);
});

test("where series of a target differ, the interval of most of them counts", () => {
  const runs = [90_000, 15_000, 20_000].map((stepMs) => ({ from: minute(0), to: minute(30), stepMs }));

  const pace = new Pace(300_000, runs);

  expect(pace.at(minute(10))).toBe(20_000);
});
