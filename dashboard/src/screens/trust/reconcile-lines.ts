import type { ReconcileFigures } from "@kubecent/shared";

/** Both sides of a reconciliation, line by line. */
export const RECONCILE_LINES: readonly { key: keyof ReconcileFigures; sign: string; name: string }[] = [
  { key: "assetCost", sign: "", name: "Assets: capacity × time × price of all there was" },
  { key: "allocatedCost", sign: "−", name: "Allocated: what namespaces took" },
  { key: "idleCost", sign: "−", name: "Idle: what nobody took of the nodes" },
  { key: "unobservedCost", sign: "−", name: "Not observed: what stood in minutes that nobody saw" },
  { key: "feeCost", sign: "−", name: "Fee: what the provider takes for the cluster" },
  { key: "differenceCost", sign: "=", name: "Difference" },
];
