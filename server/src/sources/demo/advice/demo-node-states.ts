import { HOUR_MS, type Instant } from "@kubecent/shared";
import type { NodeState, Taint } from "../../../domain/advice/advice-observation.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import type { NodeLife } from "../demo-nodes.ts";

/** What kubelet and system keep for themselves of a node's memory. */
const KEPT_SHARE = 0.09;
const KEPT_CORES = 0.08;
/** By the number of network interfaces and their addresses. */
const PODS_BY_TYPE: Readonly<Record<string, number>> = { "c6i.large": 29, "g4dn.xlarge": 29, "t3.large": 35 };
const PODS = 58;

const TAINTS: Readonly<Record<string, Taint>> = {
  gpu: { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" },
  spot: { key: "spot", value: "true", effect: "NoSchedule" },
  batch: { key: "dedicated", value: "batch", effect: "NoSchedule" },
};

/** What a node offers to pods, and whether it is being drained. */
export function demoNodeState({ name, slot: { pool }, tenancy }: NodeLife, hour: Instant): NodeState {
  const taint = TAINTS[pool.name];
  return {
    node: name,
    cpuCores: pool.cpuCores - KEPT_CORES,
    ramBytes: Math.floor(pool.ramGib * (1 - KEPT_SHARE) * BYTES_PER_GIB),
    pods: PODS_BY_TYPE[pool.instanceType] ?? PODS,
    taints: taint ? [taint] : [],
    unschedulable: tenancy.end < hour + HOUR_MS,
  };
}
