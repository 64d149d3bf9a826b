import { z } from "zod";
import { instant, labels, MOST, quantity, text } from "./fields.ts";

const common = {
  properties: z.object({ cluster: text, name: text, providerID: text }),
  window: z.object({ start: instant, end: instant }),
  start: instant,
  end: instant,
  totalCost: quantity(MOST.money),
};

const nodeSchema = z.object({
  type: z.literal("Node"),
  ...common,
  labels,
  nodeType: text,
  pool: text,
  cpuCores: quantity(MOST.cores),
  ramBytes: quantity(MOST.ramBytes),
  gpuCount: quantity(MOST.gpus),
  cpuCost: quantity(MOST.money),
  ramCost: quantity(MOST.money),
  gpuCost: quantity(MOST.money),
  /** A share of CPU and RAM cost that `totalCost` leaves out. */
  discount: quantity(1),
  /** What a bill corrected, in money; may be negative. */
  adjustment: z.number().nullish(),
  preemptible: quantity(1),
});

const diskSchema = z.object({
  type: z.literal("Disk"),
  ...common,
  bytes: quantity(MOST.diskBytes),
  storageClass: text,
  volumeName: text,
  claimName: text,
  claimNamespace: text,
});

const loadBalancerSchema = z.object({ type: z.literal("LoadBalancer"), ...common });
const feeSchema = z.object({ type: z.literal("ClusterManagement"), ...common });

/** Kinds that are not read, such as the network as a whole or a cloud's other services. */
const otherSchema = z
  .object({ ...common, type: text })
  .transform((asset) => ({ ...asset, type: "other" as const }));

const READ_TYPES = new Set(["Node", "Disk", "LoadBalancer", "ClusterManagement"]);

/** What stood over a window: a node, a disk, a load balancer or the cluster's fee. */
export const assetSchema = z.unknown().transform((value, context) => {
  const type = z.object({ type: text }).safeParse(value).data?.type ?? "";
  const schema = READ_TYPES.has(type) ? knownSchema : otherSchema;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: "custom", path, message });
  return z.NEVER;
});

const knownSchema = z.discriminatedUnion("type", [nodeSchema, diskSchema, loadBalancerSchema, feeSchema]);

export type Asset = z.output<typeof assetSchema>;
export type NodeAsset = z.output<typeof nodeSchema>;
export type DiskAsset = z.output<typeof diskSchema>;
export type LoadBalancerAsset = z.output<typeof loadBalancerSchema>;
export type FeeAsset = z.output<typeof feeSchema>;
