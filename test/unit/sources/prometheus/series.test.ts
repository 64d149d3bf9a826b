import { expect, test } from "vitest";
import {
  distanceTo,
  filterSamples,
  firstIndexFrom,
  joinSamples,
  labelOf,
  nearestValue,
} from "../../../../server/src/sources/prometheus/series/series.ts";
import { increasesOf } from "../../../../server/src/sources/prometheus/series/increases.ts";
import { seriesOf } from "./support/series-of.ts";

test.each([
  { at: 0, value: 1 },
  { at: 140, value: 1 },
  { at: 150, value: 2 },
  { at: 900, value: 3 },
])("the value at $at is the nearest sample's", ({ at, value }) => {
  const series = seriesOf({}, [
    [100, 1],
    [200, 2],
    [300, 3],
  ]);

  expect(nearestValue(series, at)).toBe(value);
});

test("without samples there is no value", () => {
  expect(nearestValue(seriesOf({}, []), 5)).toBeNaN();
});

test("the label that the scrape renamed is the one that was meant", () => {
  const series = seriesOf({ namespace: "monitoring", exported_namespace: "shop", pod: "" }, []);

  expect(labelOf(series, "namespace")).toBe("shop");
  expect(labelOf(series, "pod", "pod_name")).toBe("");
});

test("copies join in order of time", () => {
  const joined = joinSamples([
    seriesOf({}, [[30, 3]]),
    seriesOf({}, [
      [10, 1],
      [50, 5],
    ]),
  ]);

  expect([...joined.times]).toEqual([10, 30, 50]);
  expect([...joined.values]).toEqual([1, 3, 5]);
});

test("a counter grows from sample to sample, over holes too, and from zero after a reset", () => {
  const counter = seriesOf({}, [
    [0, 10],
    [60, 16],
    [600, 40],
    [660, 4],
  ]);

  expect(increasesOf(counter)).toEqual([
    { start: 0, end: 60, amount: 6 },
    { start: 60, end: 600, amount: 24 },
    { start: 600, end: 660, amount: 4 },
  ]);
});

test("the first value of a counter that is known to be new is growth", () => {
  expect(increasesOf(seriesOf({}, [[100, 7]]), { bornAt: 40 })).toEqual([{ start: 40, end: 100, amount: 7 }]);
});

const THREE = seriesOf({ job: "a" }, [
  [100, 1],
  [200, 2],
  [300, 3],
]);

test.each([
  { at: 40, distance: 60 },
  { at: 100, distance: 0 },
  { at: 130, distance: 30 },
  { at: 180, distance: 20 },
  { at: 350, distance: 50 },
])("the nearest sample is $distance away from $at", ({ at, distance }) => {
  expect(distanceTo(THREE, at)).toBe(distance);
});

test("from a series without samples everything is infinitely far", () => {
  expect(distanceTo(seriesOf({}, []), 5)).toBe(Number.POSITIVE_INFINITY);
});

test("filtering keeps labels, and times with their values", () => {
  const kept = filterSamples(THREE, (time) => time !== 200);

  expect([kept.labels, [...kept.times], [...kept.values]]).toEqual([{ job: "a" }, [100, 300], [1, 3]]);
});

test("an empty label is none: the next name that a label may have counts", () => {
  const series = seriesOf({ pod: "", pod_name: "web-1" }, []);

  expect(labelOf(series, "pod", "pod_name")).toBe("web-1");
});

test("one series alone is its own samples", () => {
  expect(joinSamples([THREE])).toBe(THREE);
});

test.each([
  { from: 100, index: 0 },
  { from: 101, index: 1 },
  { from: 300, index: 2 },
  { from: 301, index: 3 },
])("the first time from $from on", ({ from, index }) => {
  expect(firstIndexFrom(THREE.times, from)).toBe(index);
});
