import * as z from "zod";
import { type AllocationKeys, allocationKeyFields, type WindowAnswer, windowAnswer } from "./cost-answer.ts";
import { type AnswerWindow, AnswerWindowSchema, type Coverage, CoverageSchema } from "./window.ts";

/**
 * What changed between two windows, as decimal strings with nine places. `changeCost` is exactly
 * `quantityChange` + `priceChange` + `newCost` - `goneCost`.
 */
export interface CompareFigures {
  beforeCost: string;
  cost: string;
  changeCost: string;
  /** Change as a share of the earlier cost; null where that was zero. */
  changeRatio: number | null;
  /** More or less of CPU, memory, GPUs, volumes, traffic and load balancers, at the earlier average price. */
  quantityChange: string;
  /** The rest: another price, or dearer or cheaper nodes for the same. */
  priceChange: string;
  /** Cost of what was not there before. */
  newCost: string;
  /** Earlier cost of what is there no more. */
  goneCost: string;
}

/** What changed of one key; the biggest changes come first. */
export interface CompareRow extends AllocationKeys, CompareFigures {}

export interface CompareAnswer extends WindowAnswer<CompareRow, CompareFigures> {
  /** The earlier window. */
  before: AnswerWindow;
  /** How much of the earlier window was seen: of hours that nobody saw there is no cost to compare with. */
  beforeCoverage: Coverage;
}

const figureFields = {
  beforeCost: z.string(),
  cost: z.string(),
  changeCost: z.string(),
  changeRatio: z.number().nullable(),
  quantityChange: z.string(),
  priceChange: z.string(),
  newCost: z.string(),
  goneCost: z.string(),
};

export const CompareAnswerSchema: z.ZodType<CompareAnswer> = z.intersection(
  windowAnswer(z.object({ ...allocationKeyFields, ...figureFields }), z.object(figureFields)),
  z.object({ before: AnswerWindowSchema, beforeCoverage: CoverageSchema }),
);
