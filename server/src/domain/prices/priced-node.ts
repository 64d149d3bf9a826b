import type { CapacityType } from "@kubecent/shared";
import type { NodeBilling, ReportedNodePrice } from "../observation.ts";
import type { PricedIdentity } from "./price-rule.ts";

/** A node as prices see it. */
export interface PricedNode extends PricedIdentity {
  readonly zone?: string;
  readonly capacityType: CapacityType;
  readonly cpuCores: number;
  readonly ramBytes: number;
  readonly gpus: number;
  /** What the source says that it costs, or null where it says nothing. */
  readonly reported: ReportedNodePrice | null;
  /** What Karpenter says that a machine like this costs for an hour; left out where it says nothing. */
  readonly karpenterPerHour?: number;
  /** As a machine where it is left out. */
  readonly billing?: NodeBilling;
}
