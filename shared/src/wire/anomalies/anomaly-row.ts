import * as z from "zod";

/** What an excursion looks like: a few days, a new level, growth, or weekdays that are no longer what they were. */
export const ANOMALY_KINDS = ["spike", "step", "leak", "pattern"] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];
export const ANOMALY_LEVELS = ["cluster", "namespace", "workload"] as const;
export type AnomalyLevel = (typeof ANOMALY_LEVELS)[number];
/** `expected` and `planned` silence the same days of the next month; `false` says that it was none. */
export const ANOMALY_VERDICTS = ["expected", "planned", "false"] as const;
export type AnomalyVerdict = (typeof ANOMALY_VERDICTS)[number];

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
