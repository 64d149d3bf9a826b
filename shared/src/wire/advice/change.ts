import * as z from "zod";

/** Cores and bytes. */
export interface AdvisedAmounts {
  cpuCores: number;
  ramBytes: number;
}

/** Null is "has no limit". */
export interface AdvisedLimits {
  cpuCores: number | null;
  ramBytes: number | null;
}

export interface AdvisedSize {
  requests: AdvisedAmounts;
  limits: AdvisedLimits;
}

/** What is advised: another size, to delete it, fewer nodes, or nodes that may be taken away. */
export type AdvisedChange =
  | {
      to: "size";
      /** Limits are `unknown` where nobody tells them. */
      now: { requests: AdvisedAmounts; limits: AdvisedLimits | "unknown" };
      advised: AdvisedSize;
      /** Sizes by pool of nodes, where a DaemonSet needs different ones; empty where one size does. */
      byPool: { pool: string; advised: AdvisedSize }[];
    }
  | { to: "delete" }
  | { to: "fewer-nodes"; nodesNow: number; nodesAdvised: number }
  | { to: "spot"; replicas: number };

const amounts = z.object({ cpuCores: z.number(), ramBytes: z.number() });
const limits = z.object({ cpuCores: z.number().nullable(), ramBytes: z.number().nullable() });
const size = z.object({ requests: amounts, limits });

export const AdvisedChangeSchema: z.ZodType<AdvisedChange> = z.discriminatedUnion("to", [
  z.object({
    to: z.literal("size"),
    now: z.object({ requests: amounts, limits: z.union([limits, z.literal("unknown")]) }),
    advised: size,
    byPool: z.array(z.object({ pool: z.string(), advised: size })),
  }),
  z.object({ to: z.literal("delete") }),
  z.object({ to: z.literal("fewer-nodes"), nodesNow: z.int(), nodesAdvised: z.int() }),
  z.object({ to: z.literal("spot"), replicas: z.number() }),
]);
