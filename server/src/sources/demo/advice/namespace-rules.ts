import type { InNamespace } from "../../../domain/advice/advice-observation.ts";
import type { LimitRangeRule, QuotaRule } from "../../../domain/advice/evidence.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import type { PodLife } from "../demo-pods.ts";

/** Where new versions are tried, requests are held within bounds, each and together. */
const BOUNDED = "staging";
const MOST_CORES = 8;
const MOST_GIB = 24;

export const LIMIT_RANGES: readonly InNamespace<LimitRangeRule>[] = [
  { namespace: BOUNDED, name: "bounds", of: "Container", resource: "cpu", constraint: "min", value: 0.05 },
  {
    namespace: BOUNDED,
    name: "bounds",
    of: "Container",
    resource: "memory",
    constraint: "max",
    value: 4 * BYTES_PER_GIB,
  },
];

/** What the bounded namespace may ask for together, and how much of it its pods do. */
export function quotasFor(pods: readonly PodLife[]): InNamespace<QuotaRule>[] {
  const containers = pods
    .filter(({ home }) => home.workload.namespace === BOUNDED)
    .flatMap(({ home }) => home.workload.containers);
  const cores = containers.reduce((sum, { cpu }) => sum + cpu, 0);
  const bytes = containers.reduce((sum, { ramGib }) => sum + ramGib * BYTES_PER_GIB, 0);
  const quota = { namespace: BOUNDED, name: "quota" };
  return [
    { ...quota, resource: "requests.cpu", hard: MOST_CORES, used: cores },
    { ...quota, resource: "requests.memory", hard: MOST_GIB * BYTES_PER_GIB, used: bytes },
  ];
}
