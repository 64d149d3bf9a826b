import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allocateHour } from "../../../server/src/domain/allocation/price-hour.ts";
import type { HourCosts } from "../../../server/src/domain/allocation/hour-costs.ts";
import { bookOf } from "../../../server/src/domain/prices/book-rules.ts";
import { FARGATE_STEPS, steppedUp } from "../../../server/src/domain/prices/pod-steps.ts";
import { arbitraryBook } from "./arbitrary-book.ts";
import { arbitraryObservation } from "./arbitrary-observation.ts";

const BY_POD = bookOf({
  name: "by-pod",
  prices: [
    { kind: "node", perPodCpuCoreHour: 0.04048, perPodRamGibHour: 0.004445, podSteps: "fargate" },
    { kind: "node", node: "node-1", perPodCpuCoreHour: 0.05, perPodRamGibHour: 0.006 },
  ],
});

test("an hour whose pods are billed by requests closes, and nothing of its CPU and memory is idle", () => {
  fc.assert(
    fc.property(arbitraryObservation, (observation) => {
      // Throws where the two ways of counting do not meet.
      const { nodes } = allocateHour(observation, BY_POD);

      for (const { asset, allocated, idle, unobserved } of nodes) {
        expect([idle.cpu, idle.ram, unobserved.cpu, unobserved.ram]).toEqual([0n, 0n, 0n, 0n]);
        expect([asset.cpu, asset.ram]).toEqual([allocated.cpu, allocated.ram]);
      }
    }),
  );
});

function quantities(hour: HourCosts): unknown {
  return hour.rows.map(({ measures }) => [measures.cpuNanoCoreHours, measures.ramNanoGibHours]);
}

test("quantities do not depend on whether pods or nodes are priced", () => {
  fc.assert(
    fc.property(arbitraryObservation, arbitraryBook, (observation, book) => {
      expect(quantities(allocateHour(observation, BY_POD))).toEqual(
        quantities(allocateHour(observation, book)),
      );
    }),
  );
});

test("a step holds what is requested, and no smaller one does", () => {
  const request = fc.record({
    cpuCores: fc.double({ min: 0, max: 16, noNaN: true }),
    ramGib: fc.double({ min: 0, max: 119, noNaN: true }),
  });
  fc.assert(
    fc.property(request, (requested) => {
      const paid = steppedUp(requested, FARGATE_STEPS);
      const holds = (cpuCores: number, ramGib: number): boolean =>
        cpuCores >= requested.cpuCores - 1e-6 && ramGib >= requested.ramGib + 0.25 - 1e-6;
      const smaller = FARGATE_STEPS.steps.flatMap(({ cpuCores, ramGib }) =>
        ramGib
          .filter((each) => cpuCores < paid.cpuCores || (cpuCores === paid.cpuCores && each < paid.ramGib))
          .map((each) => holds(cpuCores, each)),
      );

      expect(holds(paid.cpuCores, paid.ramGib)).toBe(true);
      expect(smaller).not.toContain(true);
    }),
  );
});
