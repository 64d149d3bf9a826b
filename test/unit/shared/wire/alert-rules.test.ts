import { AlertRuleSetSchema, type AlertRuleInput } from "@kubecent/shared";
import { expect, test } from "vitest";

const LATE = { kind: "late", hours: 3 } as const;
const faults = (rule: Omit<AlertRuleInput, "name">): string[] =>
  (AlertRuleSetSchema.safeParse({ name: "x", ...rule }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

test("costs are told apart by anything, and chosen by all", () => {
  const filter = { cluster: "prod", namespace: ["shop"], label: { team: "red" } };
  expect(faults({ when: { kind: "spend", by: 0.3 }, by: "label:team", filter })).toEqual([]);
  expect(faults({ when: { kind: "prices", of: "default", above: 0.1 }, by: "workload" })).toEqual([]);
});

test("what a kind would pass over is refused, with what it takes", () => {
  expect(faults({ when: LATE, by: "cluster", filter: { cluster: "prod" } })).toEqual([]);
  expect(faults({ when: LATE, by: "label:team", filter: { namespace: "shop" } })).toEqual([
    "by: may be cluster or namespace for late",
    "filter.namespace: chooses nothing of late: leave it out",
  ]);
  expect(faults({ when: { kind: "anomaly" }, filter: { label: { team: "red" } } })).toEqual([
    "filter.label: chooses nothing of anomaly: leave it out",
  ]);
  expect(faults({ when: { kind: "recommendations", above: "1" }, by: "workload" })).toEqual([
    "by: may be cluster or namespace for recommendations",
  ]);
});
