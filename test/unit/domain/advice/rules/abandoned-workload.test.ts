import { describe, expect, test } from "vitest";
import type { WorkloadSurroundings } from "../../../../../server/src/domain/advice/asset-evidence.ts";
import type { WorkloadEvidence } from "../../../../../server/src/domain/advice/evidence.ts";
import { abandonedWorkload } from "../../../../../server/src/domain/advice/rules/abandoned-workload.ts";
import { containerOf, flat, MIB, type PodTruth, WINDOW_END, windowOf, workloadOf } from "../truth.ts";

const DAYS = 14;
const QUIET: WorkloadSurroundings = {
  traffic: { bytes: 100 * DAYS * 86_400, seconds: DAYS * 86_400 },
  hasVolumes: false,
  gpuNano: 0n,
  isGuarded: false,
  isOnDemand: true,
};
const requests = { cpuCores: 1, ramBytes: 256 * MIB };

function idleAt(cores: number, told: Partial<PodTruth> = {}, days = DAYS): WorkloadEvidence {
  const pod = { pod: "web-1", cpuCores: flat(days, cores), ramBytes: flat(days, 50 * MIB), ...told };
  return workloadOf(days, { containers: [containerOf(days, { requests, pods: [pod] })] });
}

describe("a workload that does nothing", () => {
  test("is to be deleted, and frees all of its rows; the evidence is on it", () => {
    const advice = abandonedWorkload(idleAt(0.003), QUIET);
    expect(advice?.change).toEqual({ to: "delete" });
    expect(advice?.freed.length).toBeGreaterThan(0);
    expect(advice?.freed.every(({ costNano, freedNano }) => costNano === freedNano)).toBe(true);
    expect(advice?.facts).toContainEqual({ name: "network", value: 100, unit: "bytesPerSecond" });
    expect(advice?.facts).toContainEqual({ name: "cpu_max", value: 0.003, unit: "cores" });
    expect(advice?.warnings).toEqual([]);
  });

  test("traffic that nobody measured is not none: it is said", () => {
    const advice = abandonedWorkload(idleAt(0.003), { ...QUIET, traffic: "unknown" });
    expect(advice?.facts).toContainEqual({ name: "network", value: null, unit: "bytesPerSecond" });
    expect(advice?.warnings).toMatchObject([{ code: "not_known" }]);
    expect(advice?.confidence).toBe(0.5);
  });

  test.each<[string, WorkloadEvidence, Partial<WorkloadSurroundings>]>([
    ["a minute reached 1 % of its request", idleAt(0.011), {}],
    ["it sends more", idleAt(0.003), { traffic: { bytes: 2_000_000, seconds: 1_000 } }],
    ["it is a CronJob", { ...idleAt(0.003), kind: "CronJob" }, {}],
    ["it looks after nodes", { ...idleAt(0.003), kind: "DaemonSet" }, {}],
    ["it is seen for less than 14 days", idleAt(0.003, {}, 13), {}],
    ["it is gone", { ...idleAt(0.003), lastSeen: WINDOW_END - 2 * 86_400_000 }, {}],
    ["its CPU was measured half of the time", idleAt(0.003, { measured: 0.5 }), {}],
  ])("is left alone where %s", (_, workload, around) => {
    expect(abandonedWorkload(workload, { ...QUIET, ...around })).toBeNull();
  });

  test("one busy minute of one pod is enough to leave it alone", () => {
    const cpuCores = [...flat(DAYS, 0.003).slice(1), 0.5];
    expect(abandonedWorkload(idleAt(0.003, { cpuCores }), QUIET)).toBeNull();
  });

  test("its window is that of its evidence", () => {
    expect(abandonedWorkload(idleAt(0.003), QUIET)?.window).toEqual(windowOf(DAYS));
  });
});
