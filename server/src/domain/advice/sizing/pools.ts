import type { PoolSize, Size } from "../recommendation.ts";
import { sizeOf } from "./target-size.ts";
import type { Preset, ResourceTarget, SizedContainer, Target } from "./target.ts";

/** Pools whose sizes differ by no more than this share of the greater one get one number. */
const AGREEMENT = 0.2;

export interface PooledTarget {
  readonly target: Target;
  /** The sizes of the pools where they need different ones; empty where one size does. */
  readonly byPool: readonly PoolSize[];
}

/**
 * A container's target; of a DaemonSet, whose pods do more work on larger nodes, by pool: where the pools agree, the greatest of them is
 * the one size for all.
 */
export function pooledTarget(container: SizedContainer, preset: Preset): PooledTarget {
  const { workload, evidence } = container;
  const pools = Map.groupBy(evidence.days, ({ pool }) => pool);
  if (workload.kind !== "DaemonSet" || pools.size < 2) return { target: preset(container), byPool: [] };
  const own = [...pools].map(([pool, days]) => {
    const ofPool = { workload, evidence: { ...evidence, days } };
    const target = preset(ofPool);
    return { pool, target, size: sizeOf(ofPool, target) };
  });
  const sizes = own.map(({ size }) => size);
  const target = {
    cpu: greatest(
      own.map((one) => one.target.cpu),
      evidence.requests.cpuCores,
    ),
    ram: greatest(
      own.map((one) => one.target.ram),
      evidence.requests.ramBytes,
    ),
  };
  if (agree(sizes)) return { target, byPool: [] };
  return { target, byPool: own.map(({ pool, size }) => ({ pool, advised: size })) };
}

function greatest(targets: readonly ResourceTarget[], now: number): ResourceTarget {
  const requestOf = (target: ResourceTarget): number => ("kept" in target ? now : target.request);
  return targets.reduce((most, one) => (requestOf(one) > requestOf(most) ? one : most));
}

function agree(sizes: readonly Size[]): boolean {
  return (["cpuCores", "ramBytes"] as const).every((key) => {
    const requests = sizes.map((size) => size.requests[key]);
    const most = Math.max(...requests);
    return most - Math.min(...requests) <= most * AGREEMENT;
  });
}
