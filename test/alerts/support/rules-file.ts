import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import * as z from "zod";

/** The rules as they are shipped. */
export const RULES_FILE = fileURLToPath(new URL("../../../chart/files/alerts.yaml", import.meta.url));
/** Those on costs. */
export const COST_RULES_FILE = fileURLToPath(
  new URL("../../../chart/files/cost-alerts.yaml", import.meta.url),
);

const RuleSchema = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string(),
  labels: z.strictObject({
    severity: z.enum(["warning", "critical"]),
    measure: z.string().optional(),
    threshold: z.string().optional(),
  }),
  annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.url() }),
});
const FileSchema = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(RuleSchema) })),
});

export type Rule = z.infer<typeof RuleSchema>;

/** All alerts of a rules file. */
export function readRules(file = RULES_FILE): Rule[] {
  return FileSchema.parse(parse(readFileSync(file, "utf8"))).groups.flatMap(({ rules }) => rules);
}

/** The name of an alert's page, which is its last part in kebab case. */
export function pageOf(alert: string): string {
  return `${alert
    .replace("KubeCent", "")
    .replaceAll(/(?<!^)([A-Z])/g, "-$1")
    .toLowerCase()}.md`;
}

/** Names of metrics in an expression: words before a brace or bracket, or at an end, that are of a known family. */
export function metricsIn(expression: string): string[] {
  return [...new Set(expression.match(/\b(?:kubecent|http|process|nodejs)_[a-z0-9_]+/g))];
}

/** Whether promtool is there; it comes with Prometheus. */
export function hasPromtool(): boolean {
  try {
    execFileSync("promtool", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    process.stderr.write("promtool is not installed: alerts are not evaluated\n");
    return false;
  }
}
