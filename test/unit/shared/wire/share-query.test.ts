import {
  AllocationQuerySchema,
  CompareQuerySchema,
  CostQuerySchema,
  CostWithIdleQuerySchema,
  LabelCostQuerySchema,
  TimeseriesQuerySchema,
} from "@kubecent/shared";
import { describe, expect, test } from "vitest";

const SHARED = {
  shareNamespaces: ["kube-system", "monitoring"],
  shareLabels: { app: ["ingress", "dns"], team: ["platform"] },
  shareFee: true,
  shareMonthly: "250.00",
};

describe.each([
  { name: "idle", schema: CostWithIdleQuerySchema, words: {} },
  { name: "allocation", schema: AllocationQuerySchema, words: {} },
  { name: "a label", schema: LabelCostQuerySchema, words: { name: "team" } },
  { name: "time", schema: TimeseriesQuerySchema, words: {} },
])("a question about $name", ({ schema, words }) => {
  test("names what is shared, one or several, and hands on lists", () => {
    expect(schema.parse({ ...words, ...SHARED })).toMatchObject(SHARED);
    expect(
      schema.parse({ ...words, shareNamespaces: "kube-system", shareLabels: { app: "dns" } }),
    ).toMatchObject({ shareNamespaces: ["kube-system"], shareLabels: { app: ["dns"] } });
  });

  test("shares nothing unless asked", () => {
    const question = schema.parse(words);

    expect(question).toMatchObject({ shareFee: false });
    expect(Object.keys(question)).not.toContain("shareNamespaces");
    expect(Object.keys(question)).not.toContain("shareMonthly");
  });

  test.each(["0", "250", "250.00", "0.000000001", "999999999.999999999"])(
    "takes %s a month",
    (shareMonthly) => {
      expect(schema.parse({ ...words, shareMonthly })).toMatchObject({ shareMonthly });
    },
  );

  test.each(["", "-1", "+1", "1e3", ".5", "1.", "1,5", "0.0000000001", "1000000000", "250 EUR", 250])(
    "refuses %j a month by its name",
    (shareMonthly) => {
      expect(schema.safeParse({ ...words, shareMonthly }).error?.issues[0]?.path).toEqual(["shareMonthly"]);
    },
  );

  test.each([
    { shareNamespaces: [] },
    { shareNamespaces: "a\u0000" },
    { shareLabels: { "team-name": "x" } },
    { shareLabels: "team:platform" },
    { shareFee: "yes" },
    { shareNamespace: "kube-system" },
  ])("refuses %j", (fields) => {
    expect(schema.safeParse({ ...words, ...fields }).success).toBe(false);
  });
});

test("idle and what is shared are split each in its own way", () => {
  const question = { share: "even", shareSplit: "weighted" } as const;

  expect(CostWithIdleQuerySchema.parse(question)).toMatchObject(question);
  expect(CostWithIdleQuerySchema.safeParse({ shareSplit: "evenly" }).success).toBe(false);
});

test("over time nobody is there to share in equal parts: share and shareSplit are unknown fields", () => {
  const issues = TimeseriesQuerySchema.safeParse({ share: "even", shareSplit: "even" }).error?.issues;

  expect(issues).toMatchObject([{ code: "unrecognized_keys", keys: ["share", "shareSplit"] }]);
});

test.each([CostQuerySchema, CompareQuerySchema])(
  "a question without idle shares nothing either",
  (schema) => {
    expect(schema.safeParse({ shareNamespaces: "kube-system" }).error?.issues).toMatchObject([
      { code: "unrecognized_keys", keys: ["shareNamespaces"] },
    ]);
  },
);
