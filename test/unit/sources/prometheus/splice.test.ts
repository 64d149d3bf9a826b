import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Series } from "../../../../server/src/sources/prometheus/series/series.ts";
import { compareSeries, spliceSamples } from "../../../../server/src/sources/prometheus/series/splice.ts";
import { minute, seriesOf, steady } from "./support/series-of.ts";

function told(instance: string, from: number, to: number, value: number): Series {
  return seriesOf({ job: "kubelet", instance }, steady(from, to, { value }));
}

/** The value at each whole minute that has a sample, as "minute:value". */
function pointsOf(copies: readonly Series[]): string[] {
  const { times, values } = spliceSamples(copies);
  return Array.from(times, (time, index) => `${(time - minute(0)) / 60_000}:${values[index]}`);
}

test("one series is itself, and none has no samples", () => {
  const only = told("a", 0, 3, 1);

  expect(spliceSamples([only])).toBe(only);
  expect(pointsOf([])).toEqual([]);
});

test("of copies the one with the most samples counts alone where it has any", () => {
  expect(pointsOf([told("b", 1, 3, 2), told("a", 0, 4, 1)])).toEqual(["0:1", "1:1", "2:1", "3:1", "4:1"]);
});

test("what lies before it and after it comes from the others, and nothing of what lies within", () => {
  const copies = [told("b", -2, 6, 2), told("a", 0, 12, 1), told("c", 11, 14, 3)];

  expect(pointsOf(copies)).toEqual([
    ...["-2:2", "-1:2"],
    ...Array.from({ length: 13 }, (_, index) => `${index}:1`),
    ...["13:3", "14:3"],
  ]);
});

test("a shorter series around the longest one gives both its ends", () => {
  const around = seriesOf({ instance: "b" }, [
    [minute(-1), 2],
    [minute(2), 2],
    [minute(9), 2],
  ]);

  expect(pointsOf([told("a", 0, 4, 1), around])).toEqual(["-1:2", "0:1", "1:1", "2:1", "3:1", "4:1", "9:2"]);
});

test("a series that goes on for another gives its samples in order, whichever is longer", () => {
  expect(pointsOf([told("a", 0, 1, 1), told("b", 2, 5, 2)])).toEqual([
    "0:1",
    "1:1",
    "2:2",
    "3:2",
    "4:2",
    "5:2",
  ]);
  expect(pointsOf([told("b", 4, 5, 2), told("a", 0, 3, 1)])).toEqual([
    "0:1",
    "1:1",
    "2:1",
    "3:1",
    "4:2",
    "5:2",
  ]);
});

test("of two that have as many samples always the same one counts, whatever the order of its labels", () => {
  const [a, b] = [told("a", 0, 2, 1), told("b", 0, 2, 2)];
  const mirrored = { ...a, labels: { instance: "a", job: "kubelet" } };

  expect(pointsOf([a, b])).toEqual(pointsOf([b, a]));
  expect(pointsOf([b, mirrored])).toEqual(["0:1", "1:1", "2:1"]);
  expect(compareSeries(a, b)).toBe(-1);
  expect(compareSeries(b, mirrored)).toBe(1);
  expect(compareSeries(a, told("b", 0, 3, 2))).toBeGreaterThan(0);
});

test("however series overlap, times ascend, and no time comes twice", () => {
  const stretch = fc.tuple(fc.integer({ min: -7, max: 60 }), fc.integer({ min: 0, max: 30 }));
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 5 }), (stretches) => {
      const copies = stretches.map(([from, length], index) => told(`i${index}`, from, from + length, index));

      const { times } = spliceSamples(copies);

      expect([...new Set(times)].toSorted((a, b) => a - b)).toEqual([...times]);
    }),
  );
});
