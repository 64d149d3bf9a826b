import * as fc from "fast-check";
import { AlertRuleSetSchema, BudgetSetSchema, ChannelTargetSchema, formatNano } from "@kubecent/shared";
import type { AlertRuleRow, BudgetRow, BudgetThreshold } from "@kubecent/shared";
import { expect, it } from "vitest";
import { namesOf, numberOf, pairsOf } from "../../../../dashboard/src/dialogs/field-values.ts";
import { barPlaces } from "../../../../dashboard/src/screens/watch/budgets/bar-geometry.ts";
import {
  readBudgetFields,
  readThresholds,
  thresholdsText,
} from "../../../../dashboard/src/screens/watch/budgets/budget-fields.ts";
import { isAboutScope, worstFirst } from "../../../../dashboard/src/screens/watch/budgets/standing-words.ts";
import {
  CHANNEL_KINDS,
  readChannelFields,
} from "../../../../dashboard/src/screens/watch/channels/channel-fields.ts";
import { readRuleFields, RULE_KINDS } from "../../../../dashboard/src/screens/watch/rules/rule-fields.ts";

const DEFINED = {
  id: "i",
  scope: { clusters: "all", namespaces: "all" },
  revision: 1,
  createdAt: "2026-11-01T00:00:00Z",
  createdBy: "ann",
  changedAt: "2026-11-01T00:00:00Z",
} as const;

const BUDGET: BudgetRow = {
  ...DEFINED,
  name: "shop",
  question: {
    idle: "hide",
    idleBy: "node",
    share: "weighted",
    shareFee: false,
    shareSplit: "weighted",
    node: ["n"],
  },
  by: "namespace",
  amount: "10",
  amounts: { "2026-12": "20" },
  rollover: "carry",
  currency: "EUR",
  period: { every: "month", zone: "UTC", startDay: 3 },
  thresholds: [{ on: "pace", at: 1.15, notBefore: 0.2 }],
  channels: [],
  managedBy: "api",
  mutedAt: null,
};

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

const threshold: fc.Arbitrary<BudgetThreshold> = fc
  .record({
    on: fc.constantFrom("spent" as const, "expected" as const, "pace" as const),
    percent: fc.integer({ min: 1, max: 9_999 }),
    bound: fc.constantFrom(undefined, "low" as const, "high" as const),
  })
  .map(({ on, percent, bound }) => ({
    on,
    at: percent / 100,
    ...(on === "expected" && bound && { bound }),
  }));

it("thresholds are read back from what the form shows of them", () => {
  fc.assert(
    fc.property(fc.array(threshold, { maxLength: 10 }), (all) => {
      expect(readThresholds(thresholdsText(all))).toEqual(all);
    }),
  );
});

it("what is no threshold is sent as one that the service refuses, not left out", () => {
  expect(readThresholds("spent 80, nonsense")).toEqual([
    { on: "spent", at: 0.8 },
    { on: "spent", at: 0 },
  ]);
});

it("changing a budget keeps what the form does not ask for", () => {
  const fields = {
    amount: "11",
    currency: "EUR",
    every: "month",
    zone: "Europe/Berlin",
    clusters: "prod, dev",
    by: "namespace",
    thresholds: thresholdsText(BUDGET.thresholds),
  };
  const input = readBudgetFields(form(fields), BUDGET);
  expect(BudgetSetSchema.parse(input)).toMatchObject({
    name: "shop",
    scope: BUDGET.scope,
    amount: "11",
    amounts: BUDGET.amounts,
    rollover: "carry",
    by: "namespace",
    question: { node: ["n"], cluster: ["prod", "dev"] },
    period: { every: "month", startDay: 3, zone: "Europe/Berlin" },
    thresholds: BUDGET.thresholds,
  });
  expect(readBudgetFields(form({ ...fields, every: "week" }), BUDGET).period).toEqual({
    every: "week",
    zone: "Europe/Berlin",
  });
});

it.each(RULE_KINDS)("a rule on %s is what the service takes, and comes back as it was", (kind) => {
  const fields = {
    name: "r",
    by: "cluster",
    change: "30",
    namespaces: "shop",
    on: "expected",
    at: "110",
    below: "20,5",
    above: "12.5",
    hours: "6",
    of: "unpriced",
    direction: "down",
    least: "10.00",
    forHours: "2",
    severity: "critical",
    owner: "finops",
    clusters: "prod",
  };
  const input = readRuleFields(form(fields), kind, null);
  const read = AlertRuleSetSchema.parse(input);
  const hasChoice = kind !== "budget" && kind !== "anomaly";
  const by = hasChoice ? "cluster" : "namespace";
  expect(read).toMatchObject({ severity: "critical", filter: { cluster: ["prod"] }, forHours: 2, by });
  const row: AlertRuleRow = { ...read, ...DEFINED, labels: { a: "b" }, enabled: false };
  expect(readRuleFields(form(fields), kind, row)).toMatchObject({
    when: input.when,
    labels: { a: "b" },
    enabled: false,
    scope: DEFINED.scope,
  });
});

it.each(CHANNEL_KINDS)("a channel of %s is what the service takes", (kind) => {
  const fields = {
    name: "c",
    url: "https://x.example",
    routingKey: "k",
    to: "a@x.example, b@x.example",
    bearerToken: "",
  };
  const { target } = readChannelFields(form(fields), kind);
  expect(ChannelTargetSchema.parse(target).kind).toBe(kind);
});

it("names, numbers and pairs are read as people write them", () => {
  const fields = form({ names: " a, b ,,", number: "1,5", none: "x", pairs: "a=b=c, d = e*, f" });
  expect(namesOf(fields, "names")).toEqual(["a", "b"]);
  expect([numberOf(fields, "number"), numberOf(fields, "none")]).toEqual([1.5, undefined]);
  expect(pairsOf(fields, "pairs")).toEqual({ a: "b=c", d: "e*", f: "" });
});

const amount = fc.bigInt({ min: 0n, max: 10n ** 20n }).map(formatNano);

it("a bar holds all that it shows, in one scale from nought", () => {
  fc.assert(
    fc.property(amount, fc.option(amount), fc.tuple(amount, amount, amount), (spent, limit, three) => {
      const [low = "0", mid = "0", high = "0"] = three.toSorted((one, other) => Number(one) - Number(other));
      const places = barPlaces({ spent, amount: limit, usualRatio: 0.5, expected: { low, mid, high } });
      const all = [places.spent, places.amount ?? 0, places.expected?.low ?? 0, places.expected?.high ?? 0];
      for (const place of all) expect(place >= 0 && place <= 1).toBe(true);
      expect(places.expected?.low).toBeLessThanOrEqual(places.expected?.high ?? 0);
      expect(places.usual === null).toBe(limit === null);
      // In nano-units: where there is anything at all, the largest fills the bar.
      const most = Math.max(...[spent, limit ?? "0", high].map(Number));
      expect(Math.max(...all)).toBeCloseTo(most === 0 ? 0 : 1, 6);
    }),
  );
});

const budgetOf = (cluster?: string[], namespace?: string[]): BudgetRow => ({
  ...BUDGET,
  question: { ...BUDGET.question, cluster, namespace },
});

it("a budget is of a place where something of that counts in it", () => {
  expect(isAboutScope(budgetOf(), { cluster: "prod", namespace: "shop" })).toBe(true);
  expect(isAboutScope(budgetOf(["prod"]), { cluster: "dev" })).toBe(false);
  expect(isAboutScope(budgetOf(["prod"], ["shop"]), { cluster: "prod", namespace: "shop" })).toBe(true);
  expect(isAboutScope(budgetOf(["prod"], ["shop"]), { cluster: "prod", namespace: "search" })).toBe(false);
});

const standing = (name: string, spentRatio: number | null, isCrossed = false) => ({
  budget: { ...BUDGET, name },
  failure: spentRatio === null ? "gone" : null,
  status:
    spentRatio === null
      ? null
      : {
          period: { start: "", end: "", every: "month" as const, zone: "UTC" },
          until: "",
          elapsedRatio: 0,
          usualRatio: 0,
          usualFrom: "even" as const,
          coverage: 1,
          provisional: false,
          rows: [
            {
              key: null,
              amount: "1",
              carried: null,
              spent: "1",
              remaining: "0",
              spentRatio,
              pace: null,
              expected: null,
              exhaustsAt: null,
              thresholds: isCrossed
                ? [{ on: "expected" as const, at: 1, state: "crossed" as const, crossedAt: null }]
                : [],
            },
          ],
        },
});

it("budgets that cannot be answered come first, then crossed ones, then the fullest", () => {
  const all = [
    standing("half", 0.5),
    standing("crossed", 0.2, true),
    standing("full", 0.9),
    standing("gone", null),
  ];
  expect(all.toSorted(worstFirst).map(({ budget }) => budget.name)).toEqual([
    "gone",
    "crossed",
    "full",
    "half",
  ]);
});
