import { formatNano } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { compareAmounts, differenceOf, ratioOf, sumOf } from "../../../../dashboard/src/format/nano-sum.ts";

const amounts = fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n }).map(formatNano);

it("sums are exact, in any order", () => {
  fc.assert(
    fc.property(fc.array(amounts), (parts) => {
      expect(sumOf(parts)).toBe(sumOf(parts.toReversed()));
      const rest = parts.reduce((left, part) => differenceOf(left, part), sumOf(parts));
      expect(rest).toBe("0.000000000");
    }),
  );
});

it("amounts are ordered by their worth, not by their letters", () => {
  expect(["9.000000000", "-1.000000000", "10.000000000"].toSorted(compareAmounts)).toEqual([
    "-1.000000000",
    "9.000000000",
    "10.000000000",
  ]);
});

it("a share of nothing is unknown", () => {
  expect(ratioOf("0.000000000", "0.000000000")).toBeNull();
  expect(ratioOf("1.000000000", "4.000000000")).toBe(0.25);
});
