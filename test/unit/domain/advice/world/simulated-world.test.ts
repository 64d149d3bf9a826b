import { HOUR_MS, NANO_PER_UNIT } from "@kubecent/shared";
import { describe, expect, test } from "vitest";
import { judgeOutcome, meanUsage } from "../../../../../server/src/domain/advice/outcome/judge-outcome.ts";
import {
  patchesOf,
  type SizeAdvice,
} from "../../../../../server/src/domain/advice/patches/workload-patch.ts";
import type { Recommendation } from "../../../../../server/src/domain/advice/recommendation.ts";
import { sizeWorkload } from "../../../../../server/src/domain/advice/sizing/size-workload.ts";
import { booked, live, seenOf } from "./simulated-life.ts";
import { manifestOf, patched, resourcesIn } from "./simulated-manifest.ts";
import { type SimulatedWorkload, WORKLOADS } from "./simulated-workloads.ts";

const SEEDS = [1, 2, 3];

/** Two weeks are seen, the advice is applied as it is emitted, and another week is lived with it and without it. */
function replay(workload: SimulatedWorkload, seed: number) {
  const seen = live(workload, workload.resources, { days: 14, seed });
  const evidence = seenOf(workload, workload.resources, seen);
  const advice = sizeWorkload(evidence);
  const before = manifestOf(workload);
  const { patches } = patchesOf(advice.flatMap(sizeOf));
  const after = patched(before, patches[0]?.containers ?? []);
  const resources = resourcesIn(after);
  const week = { days: 7, seed: seed + 1_000 };
  return {
    advice,
    evidence,
    before,
    after,
    resources,
    life: live(workload, resources, week),
    unchanged: live(workload, workload.resources, week),
  };
}

function sizeOf({ subject, change, insufficient }: Recommendation): SizeAdvice[] {
  return change?.to === "size" && insufficient === null ? [{ subject, change }] : [];
}

/** The manifest without what patches may change. */
function withoutResources(manifest: ReturnType<typeof manifestOf>): unknown {
  const containers = manifest.spec.template.spec.containers.map((each) => ({ ...each, resources: null }));
  return { ...manifest, spec: { ...manifest.spec, template: { spec: { containers } } } };
}

/** What is found of the week after: `kills` are told to have happened in it. */
function judged(
  { evidence, resources, life }: ReturnType<typeof replay>,
  workload: SimulatedWorkload,
  kills = 0,
) {
  const week = seenOf({ ...workload, killedOn: undefined }, resources, life);
  const [before, after] = [evidence.containers[0], week.containers[0]];
  if (!before || !after) throw new Error("a simulated workload has one container");
  const applied = {
    appliedAt: week.window.start,
    before: workload.resources.requests,
    usageBefore: meanUsage(before.days),
  };
  const kill = { hour: week.window.start + HOUR_MS, limitBytes: resources.limits.ramBytes };
  return judgeOutcome(
    applied,
    { ...after, oomKills: Array.from({ length: kills }, () => kill) },
    week.window,
  );
}

function dollars(nano: bigint): number {
  return Number(nano) / Number(NANO_PER_UNIT);
}

describe.each(WORKLOADS.map((workload) => [workload.name, workload] as const))("%s", (_, workload) => {
  test.each(SEEDS)("lives on with what is advised (seed %i)", (seed) => {
    const { before, after, resources, life } = replay(workload, seed);
    expect(withoutResources(after)).toEqual(withoutResources(before));
    const peak = life.replicas
      .flatMap(({ ramBytes }) => ramBytes)
      .reduce((most, each) => Math.max(most, each), 0);
    expect(peak).toBeLessThanOrEqual(resources.limits.ramBytes ?? 0);
    expect(life.mostReplicas).toBeLessThanOrEqual(workload.replicas.max - (workload.cpuTarget ? 1 : 0));
    for (const { resource, value } of workload.limitRanges ?? []) {
      const { cpuCores, ramBytes } = resources.requests;
      expect(resource === "cpu" ? cpuCores : ramBytes).toBeGreaterThanOrEqual(value);
    }
  });

  test("frees what the world's own books say, within 5 %, and is found to", () => {
    const world = replay(workload, 4);
    const promised = world.advice
      .flatMap((each) => each.freed)
      .reduce((sum, { freedNano }) => sum + freedNano, 0n);
    const saved = booked(workload.resources, world.unchanged) - booked(world.resources, world.life);
    const perMonth = (saved * 730) / (7 * 24);
    expect(Math.abs(dollars(promised) - perMonth)).toBeLessThanOrEqual(0.05 * Math.abs(perMonth));
    const found = judged(world, workload);
    expect(found.state).toBe("verified");
    expect(Math.abs(dollars(found.freedNano) - perMonth)).toBeLessThanOrEqual(
      0.05 * Math.abs(perMonth) + 1e-6,
    );
    expect(judged(world, workload, 1).state).toBe("regressed");
  });
});

test("the world has what is to be kept, what shrinks, and what grows", () => {
  const changes = WORKLOADS.map((workload) => {
    const { before, after } = replay(workload, 1);
    const [old, now] = [resourcesIn(before).requests, resourcesIn(after).requests];
    return [workload.name, Math.sign(now.cpuCores - old.cpuCores), Math.sign(now.ramBytes - old.ramBytes)];
  });
  expect(changes).toEqual([
    ["oversized", -1, -1],
    ["fitting", 0, 0],
    ["autoscaled", 0, -1],
    ["nightly-report", -1, -1],
    ["killed", -1, 1],
    ["bounded", -1, -1],
  ]);
});
