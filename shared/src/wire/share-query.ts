import * as z from "zod";
import { LabelNameSchema, NamesSchema } from "./text.ts";

/** What a question takes off its own rows and spreads over all others, in their `sharedCost`. */
export interface ShareQuery {
  /** Namespaces that serve all: their rows vanish, and the others of the cluster bear their cost. */
  shareNamespaces?: string | string[] | undefined;
  /** The same for pods that carry any of these labels; REST: `shareLabels.app=ingress,dns`. */
  shareLabels?: Record<string, string | string[]> | undefined;
  /** Spreads the cluster's fee, which else stands as `__fee__`. */
  shareFee?: boolean | undefined;
  /**
   * Spreads an amount for each calendar month of the time zone over the rows of all clusters, in the answer's
   * currency: `250.00`. A window bears the part of it that its due hours make of the month's.
   */
  shareMonthly?: string | undefined;
  /** How all of this is spread: in proportion to what each row itself cost, by default, or in equal parts. */
  shareSplit?: Split | undefined;
}

export const SPLITS = ["weighted", "even"] as const;
export type Split = (typeof SPLITS)[number];

/** What is shared, for questions whose rows are always shared by weight. */
export const sharedThingsFields = {
  shareNamespaces: NamesSchema.optional(),
  shareLabels: z.record(LabelNameSchema, NamesSchema).optional(),
  shareFee: z.boolean().default(false),
  shareMonthly: z
    .string()
    .regex(
      /^[0-9]{1,9}(\.[0-9]{1,9})?$/,
      "must be an amount a month below a billion, with at most nine decimal places, such as 250.00",
    )
    .optional(),
};

/** What is shared, and how. */
export const shareFields = { ...sharedThingsFields, shareSplit: z.enum(SPLITS).default("weighted") };
