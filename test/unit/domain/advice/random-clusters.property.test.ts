import * as fc from "fast-check";
import { expect, test } from "vitest";
import { changesBy } from "../../../../server/src/domain/advice/bill/pool-changes.ts";
import { adviseWorkload, settleCluster } from "../../../../server/src/domain/advice/cluster-advice.ts";
import type { BillEffect, Recommendation } from "../../../../server/src/domain/advice/recommendation.ts";
import { sizeWorkload } from "../../../../server/src/domain/advice/sizing/size-workload.ts";
import type { PoolChanges, Pool } from "../../../../server/src/domain/packing/pool.ts";
import { NO_CHANGES } from "../../../../server/src/domain/packing/pool.ts";
import { poolsOf } from "../../../../server/src/domain/packing/pools-of.ts";
import { type Spread, SPREADS } from "../../../../server/src/domain/packing/spread.ts";
import { optimumOf } from "../packing/exhaustive.ts";
import { arbitraryCluster, type MadeCluster } from "./arbitrary-cluster.ts";

const RUNS = Number(process.env["KUBECENT_PROPERTY_RUNS"] ?? 200);

/** A pool of spot nodes at half of what the others cost. */
const SPOT = {
  pool: "spot",
  cpuNano: 15_000_000n,
  cpuNanoCoreHours: 1_000_000_000n,
  ramNano: 2_000_000n,
  ramNanoGibHours: 1_000_000_000n,
};

function settled({ cluster, workloads }: MadeCluster) {
  const rules = workloads.flatMap((each) => [...sizeWorkload(each), ...adviseWorkload(each, cluster)]);
  return settleCluster(rules, cluster);
}

function byRow(all: readonly Recommendation[]): Map<string, bigint> {
  const rows = new Map<string, bigint>();
  for (const { row, freedNano } of all.flatMap(({ freed }) => freed)) {
    const key = JSON.stringify(row);
    if (freedNano > 0n) rows.set(key, (rows.get(key) ?? 0n) + freedNano);
  }
  return rows;
}

/** The pools as they are without the nodes that are advised to go, and what is advised upon their pods. */
function poolsAndChanges({ cluster }: MadeCluster, all: readonly Recommendation[]) {
  const idle = new Set(all.flatMap(({ kind, subject }) => (kind === "idle-node" ? subject.asset : [])));
  const { nodes = [], pods = [] } = cluster.places ?? {};
  const pools = poolsOf(
    nodes.filter(({ name }) => !idle.has(name)),
    pods,
  );
  const podsOf = Map.groupBy(pods, ({ workload }) => workload);
  return { pools, changesOf: (some: readonly Recommendation[]) => changesBy(some, podsOf) };
}

/** What nodes cost at least that hold all pools' pods; null where pods that ask for more fit on none. */
function cheapest(pools: readonly Pool[], changes: PoolChanges, spread: Spread): bigint | null {
  const each = pools.map((pool) => optimumOf(pool, changes, spread));
  if (each.some(({ nodes }) => !Number.isFinite(nodes))) return null;
  return each.reduce((sum, { nano }) => sum + nano, 0n);
}

/** Costs of null are those of nodes that are not there: nothing is said of these. */
function expectWithin(bill: BillEffect | null, before: bigint | null, after: bigint | null): void {
  if (bill === null || before === null || after === null) return;
  const { atLeastNano, atMostNano } = bill;
  const truth = before - after;
  expect(truth).toBeGreaterThanOrEqual(atLeastNano);
  expect(truth).toBeLessThanOrEqual(atMostNano);
}

test("of any cluster no money is freed twice, and no more than there is", () => {
  fc.assert(
    fc.property(arbitraryCluster(), ({ cluster, ...made }) => {
      const { recommendations, total } = settled({ ...made, cluster: { ...cluster, spotPools: [SPOT] } });
      const freed = recommendations.flatMap((each) => each.freed);
      const costs = new Map(freed.map(({ row, costNano }) => [JSON.stringify(row), costNano]));
      for (const [row, nano] of byRow(recommendations)) expect(nano <= (costs.get(row) ?? 0n)).toBe(true);
      expect(total.freedNano <= total.costNano && total.costNano <= made.paidNano).toBe(true);
      expect((total.bill?.atMostNano ?? 0n) <= made.paidNano).toBe(true);
      const deleted = recommendations.filter(({ kind }) => kind === "abandoned-workload");
      const gone = new Set(deleted.map(({ subject }) => subject.controller));
      const others = recommendations.filter((each) => !deleted.includes(each));
      expect(others.filter(({ subject }) => gone.has(subject.controller))).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

// oxlint-disable-next-line vitest/expect-expect -- expectWithin expects
test("of any cluster of up to 8 nodes the best that every way of packing finds lies within what is promised", () => {
  fc.assert(
    fc.property(arbitraryCluster(), (made) => {
      const { recommendations, total } = settled(made);
      const { pools, changesOf } = poolsAndChanges(made, recommendations);
      const ofPods = recommendations.filter(({ freed, kind }) => freed.length > 0 && kind !== "idle-node");
      const idleNano = recommendations.reduce(
        (sum, { kind, bill }) => sum + (kind === "idle-node" && bill ? bill.atLeastNano : 0n),
        0n,
      );
      const paidNano = pools
        .flatMap(({ nodes }) => nodes)
        .reduce((sum, { monthNano }) => sum + monthNano, 0n);
      for (const spread of SPREADS) {
        const now = cheapest(pools, NO_CHANGES, spread);
        const then = cheapest(pools, changesOf(ofPods), spread);
        expectWithin(total.bill, idleNano + paidNano, then);
        for (const each of ofPods) expectWithin(each.bill, now, cheapest(pools, changesOf([each]), spread));
      }
    }),
    { numRuns: RUNS },
  );
});

test("such clusters have something of everything to find", () => {
  const seen = new Set<string>();
  let moved = 0;
  for (const made of fc.sample(arbitraryCluster(), { numRuns: 200, seed: 7 })) {
    const { recommendations } = settled(made);
    for (const { kind, bill } of recommendations) {
      seen.add(kind);
      if (kind === "container-size" && bill && bill.atLeastNano > 0n) moved += 1;
    }
  }
  expect([...seen].toSorted()).toEqual([
    "abandoned-workload",
    "container-size",
    "idle-node",
    "pool-packing",
    "spot-candidate",
  ]);
  expect(moved).toBeGreaterThan(5);
});
