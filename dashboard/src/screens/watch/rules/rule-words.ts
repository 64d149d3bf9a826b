import type { AlertCondition, AlertRuleRow } from "@kubecent/shared";
import { share } from "../../../format/share.ts";

/** What a rule looks for, for people. */
export function conditionInWords(when: AlertCondition, locale: string): string {
  const part = (ratio: number): string => share(ratio, locale);
  switch (when.kind) {
    case "budget":
      return when.on === "pace"
        ? `a budget's pace is above ${when.at} ×`
        : `a budget is ${when.on} at ${part(when.at)}${when.bound === undefined ? "" : ` (${when.bound})`}`;
    case "spend":
      return `costs ${part(when.by)} ${when.direction === "down" ? "less" : "more"} than in the ${when.days ?? 7} days before${least(when.least)}`;
    case "anomaly":
      return `costs what it does not usually cost${least(when.least)}`;
    case "efficiency":
      return `less than ${part(when.below)} of what is requested is used${least(when.least)}`;
    case "newSpender":
      return `costs something that has cost nothing in four weeks${least(when.least)}`;
    case "prices":
      return `more than ${part(when.above)} of the cost is ${when.of === "default" ? "priced by defaults" : "priced by nobody"}`;
    case "coverage":
      return `less than ${part(when.below)} of the time was seen`;
    case "late":
      return `the newest hour is ${when.hours} hours old`;
    case "recommendations":
      return `more than ${when.above} a month could be saved`;
  }
}

function least(amount: string | undefined): string {
  return amount === undefined ? "" : `, by ${amount} at least`;
}

/** What it looks at, one by one. */
export function lookedAtInWords({ filter, by, when }: AlertRuleRow): string {
  const { cluster, namespace, label } = filter;
  const named = [
    ...(cluster ? [`cluster ${cluster.join(", ")}`] : []),
    ...(namespace ? [`namespace ${namespace.join(", ")}`] : []),
    ...Object.entries(label ?? {}).map(([name, values]) => `label ${name} ${values.join(", ")}`),
  ];
  const each = when.kind === "budget" ? "each budget" : `each ${by.replace(/^label:/, "label ")}`;
  return named.length === 0 ? each : `${each} of ${named.join("; ")}`;
}
