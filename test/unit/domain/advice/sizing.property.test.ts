import * as fc from "fast-check";
import { expect, test } from "vitest";
import "../../../support/property-runs.ts";
import type {
  ContainerEvidence,
  LimitRangeRule,
  PodDay,
  WorkloadEvidence,
} from "../../../../server/src/domain/advice/evidence.ts";
import { draftOf } from "../../../../server/src/domain/advice/sizing/draft.ts";
import { sizeWorkload } from "../../../../server/src/domain/advice/sizing/size-workload.ts";
import { arbitraryPods, arbitraryRequests } from "./arbitrary-truth.ts";
import { containerOf, MIB, type PodTruth, workloadOf } from "./truth.ts";

const DAYS = 2;
const PRESETS = ["default", "krr", "vpa", "kubecost"] as const;

interface World {
  readonly pods: PodTruth[];
  readonly requests: ContainerEvidence["requests"];
  readonly cpuLimit: number | null;
}

const arbitraryWorld: fc.Arbitrary<World> = fc.record({
  pods: arbitraryPods(DAYS),
  requests: arbitraryRequests,
  cpuLimit: fc.option(fc.integer({ min: 8, max: 16 })),
});

function evidenceOf({ pods, requests, cpuLimit }: World): ContainerEvidence {
  return containerOf(DAYS, { pods, requests, limits: { cpuCores: cpuLimit, ramBytes: null } });
}

function advised(world: World, preset: (typeof PRESETS)[number], told: Partial<WorkloadEvidence> = {}) {
  const evidence = evidenceOf(world);
  return draftOf({ evidence, workload: workloadOf(DAYS, { containers: [evidence], ...told }) }, preset).size;
}

test.each(PRESETS)("%s: advice on what was applied is no change", (preset) => {
  fc.assert(
    fc.property(arbitraryWorld, (world) => {
      const evidence = evidenceOf(world);
      const size = advised(world, preset);
      const applied = {
        ...evidence,
        requests: size.requests,
        limits: size.limits,
        days: evidence.days.map((day): PodDay => ({ ...day, requests: size.requests })),
      };
      // VPA weighs samples by their request, which is now the same for all of them.
      const again = draftOf(
        { evidence: applied, workload: workloadOf(DAYS, { containers: [applied] }) },
        preset,
      ).size;
      expect(again).toEqual(size);
    }),
    { numRuns: 40 },
  );
});

test.each(PRESETS)("%s: whoever uses more is never advised less", (preset) => {
  fc.assert(
    fc.property(arbitraryWorld, fc.double({ min: 1, max: 3, noNaN: true }), (world, factor) => {
      const more = world.pods.map((pod) => ({
        ...pod,
        cpuCores: pod.cpuCores.map((value) => value * factor),
        ramBytes: pod.ramBytes.map((value) => value * factor),
      }));
      const [low, high] = [advised(world, preset), advised({ ...world, pods: more }, preset)];
      expect(high.requests.cpuCores).toBeGreaterThanOrEqual(low.requests.cpuCores);
      expect(high.requests.ramBytes).toBeGreaterThanOrEqual(low.requests.ramBytes);
    }),
    { numRuns: 40 },
  );
});

test("no request passes its limit, and no minute of memory was above the memory advised", () => {
  fc.assert(
    fc.property(arbitraryWorld, (world) => {
      const { requests, limits } = advised(world, "default");
      expect(limits.cpuCores ?? Infinity).toBeGreaterThanOrEqual(requests.cpuCores);
      const most = Math.max(...world.pods.flatMap(({ ramBytes }) => ramBytes));
      expect(requests.ramBytes).toBeGreaterThanOrEqual(most * 1.15);
      expect(limits.ramBytes).toBe(requests.ramBytes);
    }),
    { numRuns: 40 },
  );
});

const arbitraryRules: fc.Arbitrary<LimitRangeRule[]> = fc
  .record({
    cpu: fc.tuple(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 2_000, max: 9_000 })),
    mib: fc.tuple(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 2_000, max: 9_000 })),
    ratio: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ cpu, mib, ratio }) => {
    const rule = { name: "bounds", of: "Container" } as const;
    return [
      { ...rule, resource: "cpu", constraint: "min", value: cpu[0] / 1_000 },
      { ...rule, resource: "cpu", constraint: "max", value: cpu[1] / 1_000 },
      { ...rule, resource: "cpu", constraint: "maxLimitRequestRatio", value: ratio },
      { ...rule, resource: "memory", constraint: "min", value: mib[0] * MIB },
      { ...rule, resource: "memory", constraint: "max", value: mib[1] * MIB },
    ];
  });

test("what is advised keeps within a LimitRange", () => {
  fc.assert(
    fc.property(arbitraryWorld, arbitraryRules, (world, limitRanges) => {
      const { requests, limits } = advised(world, "default", { limitRanges });
      const bound = (resource: string, constraint: string): number =>
        limitRanges.find((one) => one.resource === resource && one.constraint === constraint)?.value ?? 0;
      expect(requests.cpuCores).toBeGreaterThanOrEqual(bound("cpu", "min"));
      expect(limits.cpuCores ?? requests.cpuCores).toBeLessThanOrEqual(bound("cpu", "max"));
      expect(limits.cpuCores ?? 0).toBeLessThanOrEqual(
        requests.cpuCores * bound("cpu", "maxLimitRequestRatio") + 1e-9,
      );
      expect(requests.ramBytes).toBeGreaterThanOrEqual(bound("memory", "min"));
      expect(limits.ramBytes ?? 0).toBeLessThanOrEqual(bound("memory", "max"));
    }),
    { numRuns: 40 },
  );
});

test("what is freed is no more than the row costs, and what it says is what the minutes say", () => {
  fc.assert(
    fc.property(arbitraryWorld, fc.constantFrom(...PRESETS), (world, preset) => {
      const containers = [evidenceOf(world)];
      for (const { freed, change } of sizeWorkload(workloadOf(DAYS, { containers }), preset)) {
        if (change?.to !== "size") continue;
        for (const { row, costNano, freedNano } of freed) {
          expect(freedNano <= costNano).toBe(true);
          const isCpu = row.resource === "cpu";
          const minutes = world.pods.flatMap(({ cpuCores, ramBytes }) => (isCpu ? cpuCores : ramBytes));
          const [now, then] = [change.now, change.advised].map(({ requests }) =>
            minutes.reduce(
              (sum, used) => sum + Math.max(used, isCpu ? requests.cpuCores : requests.ramBytes),
              0,
            ),
          );
          const share = now ? (now - (then ?? 0)) / now : 0;
          expect(Math.abs(Number(freedNano) - Number(costNano) * share)).toBeLessThanOrEqual(
            Number(costNano) * 0.03 * (1 + Math.abs(share)) + 1_000,
          );
        }
      }
    }),
    { numRuns: 40 },
  );
});
