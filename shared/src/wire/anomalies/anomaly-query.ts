import * as z from "zod";
import { NameSchema, NoteSchema } from "../text.ts";
import { ANOMALY_VERDICTS, type AnomalyVerdict } from "./anomaly-row.ts";
import { DateSchema } from "./anomaly-plans.ts";

export interface AnomalyListQuery {
  cluster?: string | undefined;
  namespace?: string | undefined;
  state?: "open" | "ended" | undefined;
  /** Those that began on this day or later, such as 2026-11-01; the last 92 days by default. */
  since?: string | undefined;
  /** Also those that are told by another one: of their namespace, or of their cluster. */
  all?: boolean | undefined;
  limit?: number | undefined;
  /** `nextBefore` of the page before. */
  before?: string | undefined;
}

const MOST_ROWS = 1_000;
const DAYS_BACK = 92;

/** The list's question, read. */
export interface AnomalyListQuestion extends AnomalyListQuery {
  all: boolean;
  limit: number;
  daysBack: number;
}

export const AnomalyListQuerySchema: z.ZodType<AnomalyListQuestion, AnomalyListQuery | undefined> = z
  .strictObject({
    cluster: NameSchema.optional(),
    namespace: NameSchema.optional(),
    state: z.enum(["open", "ended"]).optional(),
    since: DateSchema.optional(),
    all: z.boolean().default(false),
    limit: z.int().min(1).max(MOST_ROWS).default(100),
    before: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2} [0-9a-f-]{36}$/, "must be nextBefore of another page")
      .optional(),
  })
  .prefault({})
  .transform((query) => ({ ...query, daysBack: DAYS_BACK }));

export interface AnomalyFeedbackInput {
  id: string;
  verdict: AnomalyVerdict;
  note?: string | undefined;
}

export const AnomalyFeedbackSchema: z.ZodType<AnomalyFeedbackInput, AnomalyFeedbackInput> = z.strictObject({
  id: z.uuid(),
  verdict: z.enum(ANOMALY_VERDICTS),
  note: NoteSchema.optional(),
});
