import type { Finding } from "../findings/finding.ts";
import { MINUTES_PER_HOUR } from "../observation.ts";
import type { NodeCosts } from "./hour-costs.ts";

const CODE = "node_unpriced";

/** The findings of an hour, with those of its nodes that have no price; priced anew, an hour has them anew. */
export function withUnpriced(findings: readonly Finding[], nodes: readonly NodeCosts[]): readonly Finding[] {
  const unpriced = nodes.filter(({ rates }) => rates.source === "none");
  const others = findings.filter(({ code }) => code !== CODE);
  if (unpriced.length === 0) return others;
  const byName = new Map(unpriced.map(({ name, rates }) => [name, rates.rule]));
  const found = [...byName].map(([name, detail]): Finding => {
    return { code: CODE, subject: { kind: "node", name }, minutes: MINUTES_PER_HOUR, detail };
  });
  return [...others, ...found];
}
