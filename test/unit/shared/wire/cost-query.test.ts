import {
  ClusterQuerySchema,
  CostQuerySchema,
  CostWithIdleQuerySchema,
  DEFAULT_PAGE_ROWS,
  MAX_PAGE_ROWS,
  MONEY_COLUMNS,
  STEPS,
  TimeseriesQuerySchema,
} from "@kubecent/shared";
import { describe, expect, test } from "vitest";

test("a cost question without words is about the 100 dearest rows", () => {
  expect(CostQuerySchema.parse({})).toEqual({ limit: 100, sort: "-totalCost" });
});

test("a question that may show idle hides it unless asked", () => {
  expect(CostWithIdleQuerySchema.parse({})).toEqual({
    limit: 100,
    sort: "-totalCost",
    idle: "hide",
    idleBy: "node",
    share: "weighted",
    shareFee: false,
    shareSplit: "weighted",
  });
});

test("a question over time goes by the day, in order of time, unless asked otherwise", () => {
  expect(TimeseriesQuerySchema.parse({})).toEqual({
    aggregate: [],
    namespaceLabels: false,
    limit: 100,
    idle: "hide",
    idleBy: "node",
    shareFee: false,
    step: "day",
  });
});

test("a page holds 100 rows by default and 1,000 at most", () => {
  expect(DEFAULT_PAGE_ROWS).toBe(100);
  expect(MAX_PAGE_ROWS).toBe(1_000);
});

const questions = [
  { name: "cost", schema: CostQuerySchema },
  { name: "cost with idle", schema: CostWithIdleQuerySchema },
  { name: "timeseries", schema: TimeseriesQuerySchema },
];

describe.each(questions)("every question ($name)", ({ schema }) => {
  test("refuses unknown fields by their names", () => {
    const issues = schema.safeParse({ namespaec: "shop", Limit: 5 }).error?.issues;

    expect(issues).toMatchObject([{ code: "unrecognized_keys", keys: ["namespaec", "Limit"] }]);
  });

  test.each(["cluster", "namespace", "node", "controllerKind", "controller", "pod"])(
    "takes one name or several for %s, and hands on a list",
    (field) => {
      expect(schema.parse({ [field]: "a" })).toMatchObject({ [field]: ["a"] });
      expect(schema.parse({ [field]: ["a", "b"] })).toMatchObject({ [field]: ["a", "b"] });
    },
  );

  test.each(["cluster", "namespace", "node", "controllerKind", "controller", "pod"])(
    "refuses control characters and lone surrogates in %s",
    (field) => {
      const results = ["a\u0000", "a\u001b[2J", "\ud800", ["ok", "a\nb"]].map((value) =>
        schema.safeParse({ [field]: value }),
      );

      expect(results.map((result) => result.success)).toEqual([false, false, false, false]);
      expect(results.map((result) => result.error?.issues[0]?.path[0])).toEqual([field, field, field, field]);
    },
  );

  test.each([{ limit: 1 }, { limit: 999 }, { limit: 1_000 }])("takes a limit of $limit", (question) => {
    expect(schema.parse(question)).toMatchObject(question);
  });

  test.each([
    { limit: 0 },
    { limit: -1 },
    { limit: 1_001 },
    { limit: 1.5 },
    { limit: NaN },
    { limit: Infinity },
    { limit: 2 ** 53 },
    { limit: "100" },
    { limit: null },
  ])("refuses a limit of $limit", (question) => {
    expect(schema.safeParse(question).error?.issues[0]?.path).toEqual(["limit"]);
  });

  test("takes a cursor of 2,048 characters and refuses a longer one", () => {
    expect(schema.safeParse({ cursor: "c".repeat(2_048) }).success).toBe(true);
    expect(schema.safeParse({ cursor: "c".repeat(2_049) }).success).toBe(false);
  });

  test.each(["eur", "EU", "EURO", "€", "EUR ", ""])("refuses %j as a currency", (currency) => {
    expect(schema.safeParse({ currency }).success).toBe(false);
  });

  test("takes labels by their Prometheus names, each with one value or several", () => {
    const label = { team: "payments", app_kubernetes_io_name: ["web", "api"] };

    expect(schema.parse({ label })).toMatchObject({
      label: { team: ["payments"], app_kubernetes_io_name: ["web", "api"] },
    });
  });

  test.each(["app.kubernetes.io/name", "team-name", "", "a b", "tëam", "x".repeat(318), "team;drop"])(
    "refuses %j as a label's name",
    (name) => {
      expect(schema.safeParse({ label: { [name]: "x" } }).success).toBe(false);
    },
  );

  test("refuses an unclean value of a label", () => {
    expect(schema.safeParse({ label: { team: "a\u0000" } }).success).toBe(false);
  });
});

test.each(MONEY_COLUMNS)("rows can be sorted by %s, up and down", (column) => {
  expect(CostQuerySchema.parse({ sort: column })).toMatchObject({ sort: column });
  expect(CostQuerySchema.parse({ sort: `-${column}` })).toMatchObject({ sort: `-${column}` });
});

test.each([
  "",
  "-",
  "+totalCost",
  "--totalCost",
  "namespace",
  "cpuCoreHours",
  "totalCost,cpuCost",
  "totalcost",
])("rows cannot be sorted by %j", (sort) => {
  expect(CostQuerySchema.safeParse({ sort }).error?.issues[0]?.path).toEqual(["sort"]);
});

test("rows over time are in order of time: sort is an unknown field there", () => {
  const issues = TimeseriesQuerySchema.safeParse({ sort: "-totalCost" }).error?.issues;

  expect(issues).toMatchObject([{ code: "unrecognized_keys", keys: ["sort"] }]);
});

test.each(STEPS)("%s is a step", (step) => {
  expect(TimeseriesQuerySchema.parse({ step })).toMatchObject({ step });
});

test.each(["", "minute", "year", "Day", "1d"])("%j is not a step", (step) => {
  expect(TimeseriesQuerySchema.safeParse({ step }).success).toBe(false);
});

test("idle is shown or hidden, and a plain cost question does not know it", () => {
  expect(CostWithIdleQuerySchema.parse({ idle: "show" })).toMatchObject({ idle: "show" });
  expect(CostWithIdleQuerySchema.safeParse({ idle: true }).success).toBe(false);
  expect(CostQuerySchema.safeParse({ idle: "show" }).error?.issues).toMatchObject([{ keys: ["idle"] }]);
});

test("a question about clusters takes one cluster's name or none", () => {
  expect(ClusterQuerySchema.parse({})).toEqual({});
  expect(ClusterQuerySchema.parse({ cluster: "prod" })).toEqual({ cluster: "prod" });
  expect(ClusterQuerySchema.safeParse({ cluster: ["prod"] }).success).toBe(false);
  expect(ClusterQuerySchema.safeParse({ cluster: "prod", node: "a" }).error?.issues).toMatchObject([
    { keys: ["node"] },
  ]);
});

test("a label whose name begins with a digit, as Kubernetes allows, can be asked for", () => {
  expect(CostQuerySchema.safeParse({ label: { "1password_com_vault": "x" } }).success).toBe(true);
});
