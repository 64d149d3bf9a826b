import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import type { CostRow, HourCosts } from "../../../server/src/domain/allocation/hour-costs.ts";
import { totalNano } from "../../../server/src/domain/allocation/measures.ts";
import { costNano } from "../../../server/src/domain/prices/price.ts";
import { createContainer, createPod, ROUND_BOOK } from "../../support/observations.ts";
import { arbitraryBook } from "./arbitrary-book.ts";
import { arbitraryObservation } from "./arbitrary-observation.ts";
import { keyOf, rowsByKey } from "./row-keys.ts";

const nodeNameArbitrary = fc.constantFrom("node-1", "node-2", "node-3", "ghost", "another-ghost");

const newcomerArbitrary = fc
  .record({
    cpuRequest: fc.double({ min: 0, max: 32, noNaN: true }),
    ramRequestGib: fc.double({ min: 0, max: 128, noNaN: true }),
    gpuRequest: fc.constantFrom(0, 0.5, 4),
  })
  .map((options) => createContainer(options));

/**
 * Where containers are scaled down together, their shares are cut along a running total: another's cut may fall
 * a nano-hour later. What that costs at the row's own rates, and a nano for each figure's own rounding.
 */
function slackOf(row: CostRow, hour: HourCosts): bigint {
  const node = hour.nodes.find(({ name, span }) => name === row.node && span === row.span);
  if (!node) return 0n;

  const { perCpuCorePico, perRamGibPico, perGpuPico } = node.rates;
  return [perCpuCorePico, perRamGibPico, perGpuPico]
    .map((pico) => costNano(1n, pico) + 2n)
    .reduce((sum, nano) => sum + nano, 0n);
}

test("a pod that joins any node, full or not, known or not, makes nothing dearer for anybody", () => {
  fc.assert(
    fc.property(
      arbitraryObservation,
      arbitraryBook,
      newcomerArbitrary,
      nodeNameArbitrary,
      (observation, book, container, node) => {
        const newcomer = createPod({ name: "newcomer", node, containers: [container] });

        const before = allocateHour(observation, book);
        const after = allocateHour({ ...observation, pods: [...observation.pods, newcomer] }, book);

        const rowsAfter = rowsByKey(after);
        const dearer = before.rows.filter((row) => {
          const measures = rowsAfter.get(keyOf(row))?.measures;
          return !measures || totalNano(measures) > totalNano(row.measures) + slackOf(row, before);
        });
        expect(dearer).toEqual([]);
        const others = after.rows.filter(({ pod }) => pod !== "newcomer");
        expect(others).toHaveLength(before.rows.length);
      },
    ),
  );
});

test("a pod that joins a node changes nothing about any other node", () => {
  fc.assert(
    fc.property(arbitraryObservation, newcomerArbitrary, (observation, container) => {
      const newcomer = createPod({ name: "newcomer", node: "node-1", containers: [container] });
      const pods = [...observation.pods, newcomer];

      const before = allocateHour(observation, ROUND_BOOK);
      const after = allocateHour({ ...observation, pods }, ROUND_BOOK);

      expect(elsewhere(after)).toEqual(elsewhere(before));
    }),
  );
});

function elsewhere(hour: HourCosts): object {
  return {
    nodes: hour.nodes.filter((node) => node.name !== "node-1"),
    rows: hour.rows.filter((row) => row.node !== "node-1"),
    assets: hour.assets,
  };
}
