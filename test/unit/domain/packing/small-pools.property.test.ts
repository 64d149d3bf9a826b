import * as fc from "fast-check";
import { expect, test } from "vitest";
import "../../../support/property-runs.ts";
import type { BillRange } from "../../../../server/src/domain/packing/bill-range.ts";
import {
  changeGain,
  neededAfter,
  neededNow,
  packedGain,
} from "../../../../server/src/domain/packing/pool-effect.ts";
import { NO_CHANGES } from "../../../../server/src/domain/packing/pool.ts";
import { SPREADS } from "../../../../server/src/domain/packing/spread.ts";
import { arbitraryPool } from "./arbitrary-pool.ts";
import { optimumOf } from "./exhaustive.ts";

const RUNS = Number(process.env["KUBECENT_PROPERTY_RUNS"] ?? 200);

// oxlint-disable-next-line vitest/expect-expect -- expectWithin expects
test("the true optimum of pools with up to 8 nodes lies within the bounds, however far replicas stay apart", () => {
  fc.assert(
    fc.property(arbitraryPool(8), ({ pool, changes }) => {
      const now = neededNow(pool);
      const after = neededAfter(pool, changes, now);
      const paid = pool.nodes.reduce((sum, { monthNano }) => sum + monthNano, 0n);
      for (const spread of SPREADS) {
        const best = { now: optimumOf(pool, NO_CHANGES, spread), after: optimumOf(pool, changes, spread) };
        const { length } = pool.nodes;
        expectWithin(packedGain(pool, now), length - best.now.nodes, paid - best.now.nano);
        expectWithin(packedGain(pool, after), length - best.after.nodes, paid - best.after.nano);
        const ofChange = changeGain(pool, changes, { now, after });
        expectWithin(ofChange, best.now.nodes - best.after.nodes, best.now.nano - best.after.nano);
      }
    }),
    { numRuns: RUNS },
  );
});

function expectWithin(range: BillRange, nodes: number, nano: bigint): void {
  expect(nodes).toBeGreaterThanOrEqual(range.leastNodes);
  expect(nodes).toBeLessThanOrEqual(range.mostNodes);
  expect(nano).toBeGreaterThanOrEqual(range.leastNano);
  expect(nano).toBeLessThanOrEqual(range.mostNano);
}
