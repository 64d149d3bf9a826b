import type { NodeState, Taint } from "../../../domain/advice/advice-observation.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import type { Pool } from "../company/pools.ts";
import type { NodeLife } from "../demo-nodes.ts";

/** What the kubelet and the system keep for themselves. */
const KEPT_CORES = 0.09;
const KEPT_GIB = 0.6;
const KEPT_RAM_SHARE = 0.03;
/** Pools for whoever asks for them by name. */
const DEDICATED = new Set(["spot", "gpu", "batch"]);

/** What of a node can be given to pods, and to which. */
export function nodeState({ name, slot: { pool } }: NodeLife): NodeState {
  const ramGib = pool.ramGib * (1 - KEPT_RAM_SHARE) - KEPT_GIB;
  return {
    node: name,
    cpuCores: pool.cpuCores - KEPT_CORES,
    ramBytes: Math.floor(ramGib * BYTES_PER_GIB),
    pods: podsOn(pool),
    taints: taintsOf(pool),
    unschedulable: false,
  };
}

/** As many as machines of this size have addresses for. */
function podsOn({ cpuCores }: Pool): number {
  return cpuCores >= 4 ? 58 : 29;
}

function taintsOf({ name }: Pool): Taint[] {
  return DEDICATED.has(name) ? [{ key: "dedicated", value: name, effect: "NoSchedule" }] : [];
}
