import { parseNano } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { noMeasures } from "../../../server/src/domain/allocation/measures.ts";
import { costFigures, priceSourceShares } from "../../../server/src/api/figures.ts";
import type { CostSums } from "../../../server/src/store/queries/pages/cost-page.ts";

function sums(fields: Partial<CostSums>): CostSums {
  return { ...noMeasures(), sharedNano: 0n, idleNano: 0n, ...fields };
}

test("a total is the exact sum of its parts", () => {
  const nano = fc.bigInt({ min: 0n, max: 10n ** 17n });
  fc.assert(
    fc.property(nano, nano, nano, nano, (cpuNano, networkNano, sharedNano, idleNano) => {
      const figures = costFigures(sums({ cpuNano, networkNano, sharedNano, idleNano }));

      expect(parseNano(figures.totalCost)).toBe(cpuNano + networkNano + sharedNano + idleNano);
    }),
  );
});

test("efficiency is null where nothing was requested, never a division by zero", () => {
  const figures = costFigures(sums({ cpuUsageNanoCoreHours: 5n }));

  expect(figures).toMatchObject({ cpuEfficiency: null, ramEfficiency: null, efficiency: null });
});

test("efficiency weighs CPU and memory by what they cost", () => {
  const figures = costFigures(
    sums({
      cpuNano: 30n,
      ramNano: 10n,
      cpuUsageNanoCoreHours: 50n,
      cpuRequestNanoCoreHours: 100n,
      ramUsageNanoGibHours: 90n,
      ramRequestNanoGibHours: 100n,
    }),
  );

  expect(figures.efficiency).toBeCloseTo((0.5 * 30 + 0.9 * 10) / 40, 12);
});

test("shares of price sources add up to one, and those without a share are left out", () => {
  expect(priceSourceShares(sums({ cpuNano: 3n, defaultNano: 1n }))).toEqual({
    exporter: 0.666_667,
    default: 0.333_333,
  });
  expect(priceSourceShares(sums({ cpuNano: 3n }))).toEqual({ exporter: 1 });
  expect(priceSourceShares(sums({}))).toEqual({});
});
