import type { MoneyColumn } from "@kubecent/sdk";

/** The columns that a cost is divided into, and what they are called in a table's head. */
export const COST_PARTS = [
  ["cpuCost", "CPU"],
  ["ramCost", "Memory"],
  ["gpuCost", "GPU"],
  ["volumeCost", "Storage"],
  ["networkCost", "Network"],
  ["loadBalancerCost", "Balancers"],
  ["sharedCost", "Shared"],
  ["idleCost", "Idle"],
] as const satisfies readonly (readonly [MoneyColumn, string])[];
