import { expect, test } from "vitest";
import {
  clip,
  durationMs,
  sampleStretches,
  subtract,
  unite,
} from "../../../../server/src/sources/prometheus/time/stretches.ts";

const stretch = (start: number, end: number) => ({ start, end });

test("a sample stands for the time since the one before it", () => {
  expect(sampleStretches(Float64Array.of(100, 160, 221), 60)).toEqual([stretch(40, 221)]);
});

test("a sample after a hole stands for one interval", () => {
  expect(sampleStretches(Float64Array.of(100, 400), 60)).toEqual([stretch(40, 100), stretch(340, 400)]);
});

test("a sample late by half an interval still reaches back to the one before", () => {
  expect(sampleStretches(Float64Array.of(100, 190), 60)).toEqual([stretch(40, 190)]);
});

test("samples that do not count leave their own time out", () => {
  const times = Float64Array.of(60, 120, 180);

  expect(sampleStretches(times, 60, (index) => index !== 1)).toEqual([stretch(0, 60), stretch(120, 180)]);
});

test("no samples stand for no time", () => {
  expect(sampleStretches(new Float64Array(), 60)).toEqual([]);
});

test("uniting counts time in several lists once", () => {
  expect(unite([stretch(0, 10), stretch(20, 30)], [stretch(5, 22)], [stretch(40, 50)])).toEqual([
    stretch(0, 30),
    stretch(40, 50),
  ]);
});

test.each([
  { taken: [stretch(2, 4), stretch(6, 8)], left: [stretch(0, 2), stretch(4, 6), stretch(8, 10)] },
  { taken: [stretch(-5, 3)], left: [stretch(3, 10)] },
  { taken: [stretch(0, 10)], left: [] },
  { taken: [stretch(10, 20)], left: [stretch(0, 10)] },
  { taken: [], left: [stretch(0, 10)] },
])("taking $taken from 0 to 10 leaves $left", ({ taken, left }) => {
  expect(subtract([stretch(0, 10)], taken)).toEqual(left);
});

test("one hole may lie over several stretches", () => {
  const stretches = [stretch(0, 10), stretch(20, 30), stretch(40, 50)];

  expect(subtract(stretches, [stretch(5, 45)])).toEqual([stretch(0, 5), stretch(45, 50)]);
});

test("clipping keeps what lies within the window", () => {
  const clipped = clip([stretch(0, 10), stretch(20, 30), stretch(40, 50)], stretch(5, 25));

  expect(clipped).toEqual([stretch(5, 10), stretch(20, 25)]);
  expect(durationMs(clipped)).toBe(10);
});
