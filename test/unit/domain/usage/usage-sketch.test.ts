import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readBins } from "../../../../server/src/domain/usage/sketch-bytes.ts";
import {
  CPU_BOUNDS,
  mergedSketch,
  RAM_BOUNDS,
  readSketch,
  RELATIVE_ERROR,
  sketchOf,
} from "../../../../server/src/domain/usage/usage-sketch.ts";

const cores = fc.array(
  fc.oneof(
    fc.double({ min: 1e-6, max: 512, noNaN: true }),
    // Around one core a bin has the key 0, and its neighbours keys on both sides of it.
    fc.double({ min: 0.9, max: 1.1, noNaN: true }),
    fc.constantFrom(0, 1, 1e-9),
  ),
  { minLength: 1, maxLength: 90 },
);

function sketch(values: readonly number[], bounds = CPU_BOUNDS): Uint8Array {
  return sketchOf({ values: Float64Array.from(values), length: values.length }, bounds);
}

/** The value that so many of the others are not above: exact, and the lower one of two. */
function exactQuantile(values: readonly number[], share: number): number {
  const sorted = values.map((value) => (value < 1e-6 ? 0 : value)).toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

test("every quantile is within the error of the exact one", () => {
  fc.assert(
    fc.property(cores, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const exact = exactQuantile(values, share);

      const found = readSketch(sketch(values)).quantile(share);

      expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR * 1.000001);
    }),
  );
});

test("merged sketches are the sketch of all values, byte by byte, however they were cut", () => {
  fc.assert(
    fc.property(fc.array(cores, { minLength: 1, maxLength: 6 }), (hours) => {
      const joined = Buffer.concat(hours.map((values) => sketch(values)));

      const merged = mergedSketch(joined);

      expect(merged).toEqual(sketch(hours.flat()));
      expect(readSketch(joined).count).toBe(hours.flat().length);
      expect(mergedSketch(Buffer.concat([merged, sketch(hours[0] ?? [])]))).toEqual(
        sketch([...hours.flat(), ...(hours[0] ?? [])]),
      );
    }),
  );
});

test("the same values give the same bytes in any order", () => {
  fc.assert(
    fc.property(cores, (values) => {
      expect(sketch(values.toReversed())).toEqual(sketch(values));
    }),
  );
});

test.each([
  { what: "nothing", values: [0, 0, 0], bytes: 2 },
  { what: "the same in each minute", values: Array.from({ length: 60 }, () => 0.25), bytes: 6 },
  { what: "no values", values: [], bytes: 2 },
])("a container that used $what takes $bytes bytes", ({ values, bytes }) => {
  expect(sketch(values)).toHaveLength(bytes);
});

test("a container whose use swings by a factor of three takes less than 100 bytes for CPU and RAM together", () => {
  const minutes = Array.from({ length: 60 }, (_, minute) => (minute * 37) % 60);

  const cpu = sketch(minutes.map((minute) => 0.2 * 3 ** (minute / 60)));
  const ram = sketch(
    minutes.map((minute) => 2e9 * (1 + minute / 600)),
    RAM_BOUNDS,
  );

  expect(cpu.length + ram.length).toBeLessThan(100);
});

test("usage beyond all bounds is kept at the bound, and spoils no other sketch", () => {
  const found = readSketch(sketch([1e300, 1e-300, 2]));

  expect(found.quantile(1)).toBeCloseTo(1e9, -8);
  expect(found.quantile(0)).toBe(0);
  expect(readSketch(sketch([2])).quantile(1)).toBeCloseTo(2, 1);
});

function problemWith(bytes: Uint8Array): unknown {
  try {
    readBins(bytes, { zeros: () => undefined, bin: () => undefined });
    return new RangeError("none");
  } catch (error) {
    return error;
  }
}

test("bytes that are no sketch are refused as such, or read, and never run on", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(problemWith(bytes)).toBeInstanceOf(RangeError);
    }),
  );
});

test("a sketch that breaks off is refused", () => {
  const whole = sketch([1, 2, 3]);

  expect(() => readSketch(whole.subarray(0, -1))).toThrow("breaks off");
});
