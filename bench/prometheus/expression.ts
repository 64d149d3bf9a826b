import type { MadeSeries } from "./series.ts";

/** What KubeCent asks of Prometheus: a selector over a range, and what is made of it. */
export interface Expression {
  /** Null where the conditions name it, by `__name__`. */
  readonly metric: string | null;
  readonly holds: (series: MadeSeries) => boolean;
  readonly rangeMs: number;
  readonly of: (typeof FORMS)[number][0] | "samples";
  readonly by: readonly string[];
  /** How many samples a series counts for beside its own. */
  readonly more: number;
}

const SELECTOR = /([a-z_]\w*)?\{(.*)\}(?:\[(\d+)s\])?/;
const MATCHER = /(\w+)(=~|!=|=)("(?:[^"\\]|\\.)*")/g;
const MORE = / \+ (\d+)\)$/;
const FORMS = [
  // Joins of several selectors, which only troubled clusters have an answer to.
  ["joined", /\b(?:and|unless) on \(/],
  ["signs", /^count by \((__name__)\)/],
  ["growth", /^max by \((.*?)\) \(sum by .*\(increase\(/],
  ["largest", /^max by \((.*?)\) \((?:last|max)_over_time\(/],
  ["total", /^sum by \((.*?)\) \(count_over_time\(/],
  ["last", /^last_over_time\(/],
  ["lowest", /^min_over_time\(/],
  ["count", /^count_over_time\(/],
  ["changed", /^changes\(/],
] as const;

/** Reads an expression of the forms that the source asks in. Throws on any other, so that none goes unnoticed. */
export function readExpression(text: string): Expression {
  const selector = SELECTOR.exec(text);
  if (!selector) throw new Error(`The made-up Prometheus does not understand ${text.slice(0, 200)}`);
  const [, metric = null, conditions = "", seconds] = selector;
  const form = FORMS.find(([, pattern]) => pattern.test(text));
  const matchers = [...conditions.matchAll(MATCHER)].map(([, label = "", operator = "", value = '""']) =>
    matcherOf(label, operator, String(JSON.parse(value))),
  );
  return {
    metric,
    holds: (series) => matchers.every((matches) => matches(series)),
    rangeMs: Number(seconds ?? 0) * 1_000,
    of: form?.[0] ?? "samples",
    by: form?.[1].exec(text)?.[1]?.split(", ") ?? [],
    more: Number(MORE.exec(text)?.[1] ?? 0),
  };
}

function matcherOf(label: string, operator: string, value: string): (series: MadeSeries) => boolean {
  const valueOf = ({ labels }: MadeSeries): string => labels[label] ?? "";
  if (operator === "=") return (series) => valueOf(series) === value;
  if (operator === "!=") return (series) => valueOf(series) !== value;
  if (/[.*+?]/.test(value)) {
    const pattern = new RegExp(`^(?:${value})$`);
    return (series) => pattern.test(valueOf(series));
  }
  // Lists of names are long: looked up, not tried one by one.
  const names = new Set(value.replaceAll("\\", "").split("|"));
  return (series) => names.has(valueOf(series));
}
