import { describe, expect, test } from "vitest";
import type {
  PoolRates,
  WorkloadSurroundings,
} from "../../../../../server/src/domain/advice/asset-evidence.ts";
import type { WorkloadEvidence } from "../../../../../server/src/domain/advice/evidence.ts";
import { spotCandidate } from "../../../../../server/src/domain/advice/rules/spot-candidate.ts";
import { containerOf, flat, MIB, workloadOf } from "../truth.ts";

const DAYS = 2;
const AROUND: WorkloadSurroundings = {
  traffic: "unknown",
  hasVolumes: false,
  gpuNano: 0n,
  isGuarded: false,
  isOnDemand: true,
};
const pod = { pod: "web-1", cpuCores: flat(DAYS, 0.5), ramBytes: flat(DAYS, 512 * MIB) };
const WEB: WorkloadEvidence = workloadOf(DAYS, {
  replicas: 2,
  containers: [containerOf(DAYS, { pods: [pod], requests: { cpuCores: 1, ramBytes: 1024 * MIB } })],
});
const HOUR = 1_000_000_000n;

/** A pool whose core-hour and GiB-hour cost a share of what the workload pays: 3 and 0.4 cents. */
function poolAt(percent: bigint): PoolRates {
  return {
    pool: `at-${percent}`,
    cpuNano: 300_000n * percent,
    cpuNanoCoreHours: HOUR,
    ramNano: 40_000n * percent,
    ramNanoGibHours: HOUR,
  };
}

describe("a stateless workload of two replicas on nodes on demand", () => {
  test("can move to spot: the money is a range over the pools on record", () => {
    const advice = spotCandidate(WEB, AROUND, [poolAt(40n), poolAt(25n)]);
    const cost = advice?.freed.reduce((sum, { costNano }) => sum + costNano, 0n) ?? 0n;
    const least = advice?.freed.reduce((sum, { freedNano }) => sum + freedNano, 0n) ?? 0n;
    expect(advice?.change).toEqual({ to: "spot", replicas: 2 });
    expect(Number(least) / Number(cost)).toBeCloseTo(0.6, 6);
    expect(advice?.bill?.atLeastNano).toBe(0n);
    expect(Number(advice?.bill?.atMostNano) / Number(cost)).toBeCloseTo(0.75, 6);
  });

  test("without a spot price on record there is no money", () => {
    const advice = spotCandidate(WEB, AROUND, []);
    expect(advice).toMatchObject({ freed: [], bill: null, warnings: [{ code: "not_known" }] });
  });

  test.each<[string, Partial<WorkloadEvidence>, Partial<WorkloadSurroundings>]>([
    ["it is a StatefulSet", { kind: "StatefulSet" }, {}],
    ["the cluster needs it", { namespace: "kube-system" }, {}],
    ["it has one replica", { replicas: 1 }, {}],
    ["it has volumes", {}, { hasVolumes: true }],
    ["a disruption budget allows nothing", {}, { isGuarded: true }],
    ["it is on spot nodes already", {}, { isOnDemand: false }],
  ])("stays where %s", (_, told, around) => {
    expect(spotCandidate({ ...WEB, ...told }, { ...AROUND, ...around }, [poolAt(40n)])).toBeNull();
  });

  test("stays where spot nodes cost as much", () => {
    expect(spotCandidate(WEB, AROUND, [poolAt(95n)])).toBeNull();
  });
});
