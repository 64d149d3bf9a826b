import { expect, test } from "vitest";
import {
  addMeasures,
  hasAny,
  MEASURES,
  type Measures,
  MONEY_MEASURES,
  noMeasures,
  totalNano,
} from "../../../../server/src/domain/allocation/measures.ts";

/** Each measure with a figure of its own: 1, 2, 4, 8 … */
function distinctMeasures(): Measures {
  const measures = noMeasures();
  MEASURES.forEach((measure, index) => {
    measures[measure] = 1n << BigInt(index);
  });
  return measures;
}

test("no measures are nothing of every measure", () => {
  expect(Object.entries(noMeasures())).toEqual(MEASURES.map((measure) => [measure, 0n]));
});

test("no measures are new each time, so that sums do not share them", () => {
  expect(noMeasures()).not.toBe(noMeasures());
});

test("adding adds every measure, in place", () => {
  const sum = distinctMeasures();

  addMeasures(sum, distinctMeasures());

  expect(MEASURES.map((measure) => sum[measure])).toEqual(MEASURES.map((_, index) => 2n << BigInt(index)));
});

test("adding leaves what is added as it was", () => {
  const more = distinctMeasures();

  addMeasures(noMeasures(), more);

  expect(more).toEqual(distinctMeasures());
});

test("the total is the six kinds of money: the shares by source of prices are contained in it", () => {
  expect(MONEY_MEASURES).toEqual([
    "cpuNano",
    "ramNano",
    "gpuNano",
    "volumeNano",
    "networkNano",
    "loadBalancerNano",
  ]);
  expect(totalNano(distinctMeasures())).toBe(0b111111n);
});

test("a row has something as soon as any one measure is more than zero, and else nothing", () => {
  expect(hasAny(noMeasures())).toBe(false);
  for (const measure of MEASURES) expect(hasAny({ ...noMeasures(), [measure]: 1n })).toBe(true);
});
