import type { BudgetInput, BudgetMeasure, BudgetPeriod, BudgetRow, BudgetThreshold } from "@kubecent/shared";
import { namesOf, textOf, textOrNone, tickedOf } from "../../../dialogs/field-values.ts";

export const BUDGET_EVERY = ["day", "week", "month", "quarter", "year"] as const;
const MEASURES = ["spent", "expected", "pace"] as const satisfies readonly BudgetMeasure[];
const USUAL: readonly BudgetThreshold[] = [
  { on: "spent", at: 0.8 },
  { on: "spent", at: 1 },
  { on: "expected", at: 1 },
];
const THRESHOLD = /^(spent|expected|pace)(?::(low|mid|high))?\s+(\d+(?:\.\d+)?)\s*%?$/;

/** What the form asks for, on top of what a budget has that it does not ask for. */
export function readBudgetFields(fields: FormData, budget: BudgetRow | null): BudgetInput {
  const cluster = namesOf(fields, "clusters");
  const namespace = namesOf(fields, "namespaces");
  const { cluster: _cluster, namespace: _namespace, ...asked } = budget?.question ?? {};
  const by = textOrNone(fields, "by");
  const owner = textOrNone(fields, "owner");
  return {
    name: budget?.name ?? textOf(fields, "name"),
    ...(budget && { scope: budget.scope }),
    ...(budget?.amounts && { amounts: budget.amounts }),
    ...(budget?.rollover && { rollover: budget.rollover }),
    question: { ...asked, ...(cluster && { cluster }), ...(namespace && { namespace }) },
    amount: textOf(fields, "amount"),
    currency: textOf(fields, "currency"),
    period: readPeriod(fields, budget?.period),
    thresholds: readThresholds(textOf(fields, "thresholds"), budget?.thresholds),
    channels: tickedOf(fields, "channels"),
    ...(isBy(by) && { by }),
    ...(owner !== undefined && { owner }),
  };
}

function readPeriod(fields: FormData, period: BudgetPeriod | undefined): BudgetPeriod {
  const zone = textOf(fields, "zone");
  if (period?.every === "custom") return { ...period, zone };
  const every = BUDGET_EVERY.find((each) => each === textOf(fields, "every")) ?? "month";
  // The day that a week begins on is none that a month begins on.
  const startDay = period?.every === every ? period.startDay : undefined;
  return { every, zone, ...(startDay !== undefined && { startDay }) };
}

/** "spent 80, expected:low 100, pace 115": per cent. What is not understood goes to the service as nought, which says what is wrong. */
export function readThresholds(text: string, before: readonly BudgetThreshold[] = []): BudgetThreshold[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [, measure = "", bound, at = "0"] = THRESHOLD.exec(part) ?? [];
      const on = MEASURES.find((each) => each === measure) ?? "spent";
      const read = { on, at: Number((Number(at) / 100).toFixed(6)), ...(isBound(bound) && { bound }) };
      const same = before.find((each) => each.on === on && each.at === read.at);
      return { ...(same?.notBefore !== undefined && { notBefore: same.notBefore }), ...read };
    });
}

/** Thresholds as the form has them. */
export function thresholdsText(thresholds: readonly BudgetThreshold[] = USUAL): string {
  return thresholds
    .map(
      ({ on, bound, at }) =>
        `${on}${bound === undefined ? "" : `:${bound}`} ${Number((at * 100).toFixed(4))}`,
    )
    .join(", ");
}

function isBound(text: string | undefined): text is "low" | "mid" | "high" {
  return text === "low" || text === "mid" || text === "high";
}

function isBy(text: string | undefined): text is "namespace" | `label:${string}` {
  return text === "namespace" || (text?.startsWith("label:") ?? false);
}
