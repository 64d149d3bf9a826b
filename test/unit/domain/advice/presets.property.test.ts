import * as fc from "fast-check";
import { expect, test } from "vitest";
import "../../../support/property-runs.ts";
import type { WorkloadEvidence } from "../../../../server/src/domain/advice/evidence.ts";
import { krrTarget } from "../../../../server/src/domain/advice/sizing/presets/krr-target.ts";
import { kubecostTarget } from "../../../../server/src/domain/advice/sizing/presets/kubecost-target.ts";
import { vpaTarget } from "../../../../server/src/domain/advice/sizing/presets/vpa-target.ts";
import type { ResourceTarget, SizedContainer } from "../../../../server/src/domain/advice/sizing/target.ts";
import { arbitraryPods, arbitraryRequests } from "./arbitrary-truth.ts";
import { containerOf, flat, MIB, type PodTruth, workloadOf } from "./truth.ts";

// Each preset against its formula, reckoned plainly on the minutes themselves. A sketch is within 1 %.
const DAYS = 3;
const SKETCH_ERROR = 1.0101;
const CPU_STEP = 0.001;

function sized(pods: readonly PodTruth[], told: Partial<WorkloadEvidence> = {}): SizedContainer {
  const evidence = containerOf(DAYS, { pods });
  return { evidence, workload: workloadOf(DAYS, { containers: [evidence], ...told }) };
}

function requestOf(target: ResourceTarget): number {
  if ("kept" in target) throw new Error(target.kept.text);
  return target.request;
}

/** The value that this share of the values does not pass, as `quantile_over_time` finds it, between its neighbours. */
function neighbours(values: readonly number[], share: number): { low: number; high: number } {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = share * (sorted.length - 1);
  return { low: sorted[Math.floor(rank)] ?? 0, high: sorted[Math.ceil(rank)] ?? 0 };
}

function expectWithin(found: number, { low, high }: { low: number; high: number }, step: number): void {
  expect(found).toBeGreaterThanOrEqual(low / SKETCH_ERROR - step);
  expect(found).toBeLessThanOrEqual(high * SKETCH_ERROR + step);
}

test("KRR: the greatest p95 of a pod, and the greatest memory and 15 %, with its floors and steps", () => {
  fc.assert(
    fc.property(arbitraryPods(DAYS), (pods) => {
      const { cpu, ram } = krrTarget(sized(pods));
      const p95s = pods.map(({ cpuCores }) => neighbours(cpuCores, 0.95));
      const low = Math.max(...p95s.map((one) => one.low), 0.01);
      const high = Math.max(...p95s.map((one) => one.high), 0.01);
      expectWithin(requestOf(cpu), { low, high }, CPU_STEP);
      const most = Math.max(...pods.flatMap(({ ramBytes }) => ramBytes));
      expect(requestOf(ram) / MIB).toBe(Math.max(100, Math.ceil((most / MIB) * 1.15 - 1e-6)));
    }),
    { numRuns: 50 },
  );
});

test("Kubecost: the greatest usage is to be 70 % of the request", () => {
  fc.assert(
    fc.property(arbitraryPods(DAYS), (pods) => {
      const { cpu, ram } = kubecostTarget(sized(pods));
      const mostCores = Math.max(...pods.flatMap(({ cpuCores }) => cpuCores));
      const mostMib = Math.max(...pods.flatMap(({ ramBytes }) => ramBytes)) / MIB;
      expect(requestOf(cpu)).toBeCloseTo(
        Math.max(0.01, Math.ceil((mostCores / 0.7) * 1_000 - 1e-6) / 1_000),
        6,
      );
      expect(requestOf(ram) / MIB).toBe(Math.max(20, Math.ceil(mostMib / 0.7 - 1e-6)));
    }),
    { numRuns: 50 },
  );
});

/** The p90 of values with weights, up to the end of VPA's bucket that it lies in, and a bucket to either side for the sketch. */
function vpaBounds(samples: readonly { value: number; weight: number }[], first: number) {
  const sorted = samples.toSorted((one, other) => one.value - other.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  const at = sorted.find(({ weight }) => (below += weight) >= 0.9 * total * (1 - 1e-9))?.value ?? 0;
  return { low: at, high: (at + first) * 1.05 };
}

test("VPA: the p90 of a histogram in which a day halves the weight, and 15 %, but 25m and 250Mi a pod", () => {
  fc.assert(
    fc.property(arbitraryPods(DAYS), arbitraryRequests, (pods, requests) => {
      const evidence = containerOf(DAYS, { pods, requests });
      const workload = workloadOf(DAYS, { containers: [evidence, { ...evidence, container: "other" }] });
      const { cpu, ram } = vpaTarget({ evidence, workload });
      const minutes = pods.flatMap(({ cpuCores }) =>
        cpuCores.map((value, minute) => ({ value, weight: 2 ** Math.floor(minute / 1_440) })),
      );
      const cores = vpaBounds(minutes, 0.01);
      expectWithin(
        requestOf(cpu),
        { low: Math.max(cores.low * 1.15, 0.0125), high: Math.max(cores.high * 1.06 * 1.15, 0.0125) },
        CPU_STEP,
      );
      const peaks = pods.flatMap(({ ramBytes }) =>
        [0, 1, 2].map((day) => ({
          value: Math.max(...ramBytes.slice(day * 1_440, (day + 1) * 1_440)),
          weight: 2 ** day,
        })),
      );
      const bytes = vpaBounds(peaks, 1e7);
      const least = 125 * MIB;
      expect(requestOf(ram)).toBeGreaterThanOrEqual(Math.max(bytes.low * 1.15, least));
      expect(requestOf(ram)).toBeLessThanOrEqual(Math.max(bytes.high * 1.15, least) + MIB);
    }),
    { numRuns: 50 },
  );
});

test("KRR says nothing where points are few, or an autoscaler steers the resource", () => {
  const few = { pod: "a", cpuCores: flat(1, 0.1).slice(0, 124), ramBytes: flat(1, MIB).slice(0, 124) };
  expect(krrTarget(sized([few])).cpu).toMatchObject({ kept: { reason: "few_points" } });
  const enough = { pod: "a", cpuCores: flat(1, 0.1).slice(0, 125), ramBytes: flat(1, MIB).slice(0, 125) };
  expect(requestOf(krrTarget(sized([enough])).cpu)).toBeCloseTo(0.1, 2);
  const autoscaler = { name: "web", minReplicas: 1, maxReplicas: 5, currentReplicas: 2 };
  const targets = [{ metric: "cpu", type: "utilization", value: 0.8, container: null }] as const;
  const steered = krrTarget(sized([enough], { autoscalers: [{ ...autoscaler, targets }] }));
  expect(steered.cpu).toMatchObject({ kept: { reason: "autoscaled" } });
  expect(requestOf(steered.ram)).toBe(100 * MIB);
});
