import * as z from "zod";
import { PRICE_SOURCES, type PriceSource } from "./cost-answer.ts";
import { type AnswerWindow, AnswerWindowSchema } from "./window.ts";

/** One figure of an explanation: how much of what, at which price, by which rule. */
export interface ExplainLine {
  part: "cpu" | "ram" | "gpu" | "volume" | "network" | "loadBalancer";
  /** The node, volume or service that it was paid for; "" for traffic, and for several of them. */
  of: string;
  /** How many nodes, volumes or services the line is about: more than 1 only where lines were condensed. */
  things: number;
  quantity: number;
  /** Parts of a container's quantity that were requested and used; null for other parts. */
  requested: number | null;
  used: number | null;
  unit: "core-hours" | "GiB-hours" | "GPU-hours" | "hours" | "GiB";
  /** Decimal string with twelve places; null where several prices made the cost (traffic by its reach). */
  price: string | null;
  priceSource: PriceSource | null;
  rule: string;
  /** Decimal string with nine places. */
  cost: string;
  /** Minutes that containers ran, and part of them in which their usage was measured; 0 for other parts. */
  ranMinutes: number;
  seenMinutes: number;
  /** The node was overcommitted: what it billed was scaled down to what the node has. */
  scaled: boolean;
  /** The same in words. */
  words: string;
}

/** How a cost came about. The lines add up to `totalCost`. */
export interface ExplainAnswer {
  window: AnswerWindow;
  currency: string;
  dataVersion: string;
  /** Lines of one part at one price were added up, for there would have been more than 500. */
  condensed: boolean;
  lines: ExplainLine[];
  totalCost: string;
}

export const ExplainAnswerSchema: z.ZodType<ExplainAnswer> = z.object({
  window: AnswerWindowSchema,
  currency: z.string(),
  dataVersion: z.string(),
  condensed: z.boolean(),
  lines: z.array(
    z.object({
      part: z.enum(["cpu", "ram", "gpu", "volume", "network", "loadBalancer"]),
      of: z.string(),
      things: z.number(),
      quantity: z.number(),
      requested: z.number().nullable(),
      used: z.number().nullable(),
      unit: z.enum(["core-hours", "GiB-hours", "GPU-hours", "hours", "GiB"]),
      price: z.string().nullable(),
      priceSource: z.enum(PRICE_SOURCES).nullable(),
      rule: z.string(),
      cost: z.string(),
      ranMinutes: z.number(),
      seenMinutes: z.number(),
      scaled: z.boolean(),
      words: z.string(),
    }),
  ),
  totalCost: z.string(),
});
