import * as z from "zod";
import { NameSchema } from "./text.ts";

/** What an excursion looks like: a few days, a new level, growth, or weekdays that are no longer what they were. */
export const ANOMALY_KINDS = ["spike", "step", "leak", "pattern"] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];
export const ANOMALY_LEVELS = ["cluster", "namespace", "workload"] as const;
export type AnomalyLevel = (typeof ANOMALY_LEVELS)[number];
/** `expected` and `planned` silence the same days of the next month; `false` says that it was none. */
export const ANOMALY_VERDICTS = ["expected", "planned", "false"] as const;
export type AnomalyVerdict = (typeof ANOMALY_VERDICTS)[number];

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

/** Why a day cost what it did, against an earlier day of the same weekday. `cost` - `beforeCost` = quantity + price + new - gone. */
export interface AnomalyCause {
  beforeDate: string;
  beforeCost: string;
  cost: string;
  quantityChange: string;
  priceChange: string;
  newCost: string;
  goneCost: string;
  /** The parts that changed most: namespaces of a cluster, workloads of a namespace. */
  children: { name: string; changeCost: string }[];
}

export interface AnomalyRow {
  id: string;
  cluster: string;
  level: AnomalyLevel;
  /** Null of a cluster; `__idle__` is what no allocation used. */
  namespace: string | null;
  /** Null where it is not about one workload. */
  controllerKind: string | null;
  controller: string | null;
  kind: AnomalyKind;
  direction: "up" | "down";
  state: "open" | "ended";
  /** Its first unusual day, UTC. */
  openedDate: string;
  lastUnusualDate: string;
  /** When it was twice as far off as on its first day. */
  doubledDate: string | null;
  /** The first usual day after it; known once a week has been usual. */
  endedDate: string | null;
  currency: string;
  /** Of its last unusual day. */
  cost: string;
  expectedCost: string;
  /** `cost` - `expectedCost`; below nought where less was spent. */
  excessCost: string;
  /** Of all its unusual days so far. */
  excessSoFarCost: string;
  /** What it adds until the month ends, if it goes on; null where it is over. */
  excessToMonthEndCost: string | null;
  /** How many times its usual distance the first day was off. */
  score: number;
  cause: AnomalyCause | null;
  sensitivity: "quiet" | "normal" | "eager";
  feedback: { verdict: AnomalyVerdict; note: string | null; by: string; at: string } | null;
}

export interface AnomalyListAnswer {
  /** The last day of each cluster that was judged. */
  judged: { cluster: string; date: string }[];
  rows: AnomalyRow[];
  nextBefore: string | null;
}

export interface AnomalyDay {
  date: string;
  cost: string;
  expectedCost: string;
  score: number;
  /** `level`: the day by itself; `growth`: its week, against the month before. */
  by: "level" | "growth";
}

export interface AnomalyAnswer extends AnomalyRow {
  days: AnomalyDay[];
}

export interface AnomalyFeedbackInput {
  id: string;
  verdict: AnomalyVerdict;
  note?: string | undefined;
}

/** Days on which something will cost unusually much or little, with those of the next month that are their like. */
export interface AnomalyPlanInput {
  cluster: string;
  /** All namespaces, and the cluster itself, where it is left out. */
  namespace?: string | undefined;
  /** All workloads, and the namespace itself, where it is left out. */
  controllerKind?: string | undefined;
  controller?: string | undefined;
  /** Such as 2026-11-27; both ends are planned. */
  first: string;
  last: string;
  note?: string | undefined;
}

export interface AnomalyPlanRow {
  id: string;
  cluster: string;
  namespace: string | null;
  controllerKind: string | null;
  controller: string | null;
  first: string;
  last: string;
  note: string | null;
  createdAt: string;
  createdBy: string;
}

const MOST_ROWS = 1_000;
const DAYS_BACK = 92;
const MOST_PLANNED_DAYS = 31;
const DateSchema = z.iso.date({ error: "must be a day such as 2026-11-27" });
const NoteSchema = z.string().min(1).max(500);

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

export const AnomalyFeedbackSchema: z.ZodType<AnomalyFeedbackInput, AnomalyFeedbackInput> = z.strictObject({
  id: z.uuid(),
  verdict: z.enum(ANOMALY_VERDICTS),
  note: NoteSchema.optional(),
});

export const AnomalyPlanSchema: z.ZodType<AnomalyPlanInput, AnomalyPlanInput> = z
  .strictObject({
    cluster: NameSchema,
    namespace: NameSchema.optional(),
    controllerKind: NameSchema.optional(),
    controller: NameSchema.optional(),
    first: DateSchema,
    last: DateSchema,
    note: NoteSchema.optional(),
  })
  .refine(({ first, last }) => lengthOf(first, last) >= 1 && lengthOf(first, last) <= MOST_PLANNED_DAYS, {
    path: ["last"],
    error: `must be first or later, and within ${MOST_PLANNED_DAYS} days`,
  })
  .refine(
    ({ namespace, controllerKind, controller }) =>
      namespace !== undefined || (controllerKind ?? controller) === undefined,
    {
      path: ["namespace"],
      error: "is missing: a workload is known by its namespace",
    },
  );

function lengthOf(first: string, last: string): number {
  return (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1;
}

const text = z.string();
const rowFields = {
  id: text,
  cluster: text,
  level: z.enum(ANOMALY_LEVELS),
  namespace: text.nullable(),
  controllerKind: text.nullable(),
  controller: text.nullable(),
  kind: z.enum(ANOMALY_KINDS),
  direction: z.enum(["up", "down"]),
  state: z.enum(["open", "ended"]),
  openedDate: text,
  lastUnusualDate: text,
  doubledDate: text.nullable(),
  endedDate: text.nullable(),
  currency: text,
  cost: text,
  expectedCost: text,
  excessCost: text,
  excessSoFarCost: text,
  excessToMonthEndCost: text.nullable(),
  score: z.number(),
  cause: z
    .object({
      beforeDate: text,
      beforeCost: text,
      cost: text,
      quantityChange: text,
      priceChange: text,
      newCost: text,
      goneCost: text,
      children: z.array(z.object({ name: text, changeCost: text })),
    })
    .nullable(),
  sensitivity: z.enum(["quiet", "normal", "eager"]),
  feedback: z
    .object({ verdict: z.enum(ANOMALY_VERDICTS), note: text.nullable(), by: text, at: text })
    .nullable(),
};

export const AnomalyRowSchema: z.ZodType<AnomalyRow> = z.object(rowFields);
export const AnomalyListAnswerSchema: z.ZodType<AnomalyListAnswer> = z.object({
  judged: z.array(z.object({ cluster: text, date: text })),
  rows: z.array(z.object(rowFields)),
  nextBefore: text.nullable(),
});
export const AnomalyAnswerSchema: z.ZodType<AnomalyAnswer> = z.object({
  ...rowFields,
  days: z.array(
    z.object({
      date: text,
      cost: text,
      expectedCost: text,
      score: z.number(),
      by: z.enum(["level", "growth"]),
    }),
  ),
});

const planFields = {
  id: text,
  cluster: text,
  namespace: text.nullable(),
  controllerKind: text.nullable(),
  controller: text.nullable(),
  first: text,
  last: text,
  note: text.nullable(),
  createdAt: text,
  createdBy: text,
};
export const AnomalyPlanRowSchema: z.ZodType<AnomalyPlanRow> = z.object(planFields);
export const AnomalyPlanListAnswerSchema: z.ZodType<{ rows: AnomalyPlanRow[] }> = z.object({
  rows: z.array(z.object(planFields)),
});
