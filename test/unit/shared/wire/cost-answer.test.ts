import {
  ClusterCostAnswerSchema,
  NamespaceCostAnswerSchema,
  NodeCostAnswerSchema,
  PodCostAnswerSchema,
  PRICE_SOURCES,
  TimeseriesAnswerSchema,
  WorkloadCostAnswerSchema,
} from "@kubecent/shared";
import { describe, expect, test } from "vitest";
import { FRAME, NO_FIGURES } from "./answers.ts";

const zero = "0.000000000";
const clusterFigures = {
  ...NO_FIGURES,
  unobservedCost: zero,
  feeCost: zero,
  assetCost: zero,
  previousTotalCost: zero,
  changeCost: zero,
  changeRatio: null,
};
const nodeFigures = { ...NO_FIGURES, allocatedCost: zero, unobservedCost: zero };
const pod = { cluster: "prod", namespace: "shop", pod: "web-1", uid: "", node: "node-1" };
const node = {
  cluster: "prod",
  node: "node-1",
  instanceType: "",
  pool: "",
  spot: false,
  capacityType: "on-demand",
  providerId: "",
};
const workload = { cluster: "prod", namespace: "shop", controllerKind: "", controller: "" };

const answers = [
  { name: "clusters", schema: ClusterCostAnswerSchema, keys: { cluster: "prod" }, figures: clusterFigures },
  {
    name: "namespaces",
    schema: NamespaceCostAnswerSchema,
    keys: { cluster: "prod", namespace: "shop" },
    figures: NO_FIGURES,
  },
  { name: "workloads", schema: WorkloadCostAnswerSchema, keys: workload, figures: NO_FIGURES },
  { name: "pods", schema: PodCostAnswerSchema, keys: pod, figures: NO_FIGURES },
  { name: "nodes", schema: NodeCostAnswerSchema, keys: node, figures: nodeFigures },
  {
    name: "time",
    schema: TimeseriesAnswerSchema,
    keys: { start: "2026-11-17T00:00:00Z" },
    figures: NO_FIGURES,
  },
];

describe.each(answers)("an answer about $name", ({ schema, keys, figures }) => {
  const money = { ...FRAME, currency: "EUR", priceSources: { exporter: 1 } };
  const answer = { ...money, rows: [{ ...keys, ...figures }], totals: figures };

  test("holds its rows, their totals and what stands around them", () => {
    expect(schema.parse(answer)).toEqual(answer);
  });

  test("may be empty", () => {
    expect(schema.parse({ ...answer, rows: [] })).toMatchObject({ rows: [] });
  });

  test("may have another page", () => {
    expect(schema.parse({ ...answer, nextCursor: "abc" })).toMatchObject({ nextCursor: "abc" });
  });

  test.each([
    "window",
    "currency",
    "coverage",
    "dataVersion",
    "priceSources",
    "rows",
    "totals",
    "nextCursor",
  ])("is refused without %s", (field) => {
    expect(schema.safeParse({ ...answer, [field]: undefined }).success).toBe(false);
  });

  test("is refused when a row lacks one of its keys or figures", () => {
    const fields = Object.keys({ ...keys, ...figures });

    const accepted = fields.filter((field) => {
      const row = { ...keys, ...figures, [field]: undefined };
      return schema.safeParse({ ...answer, rows: [row] }).success;
    });

    expect(fields.length).toBeGreaterThan(0);
    expect(accepted).toEqual([]);
  });

  test("does not hand on what it does not promise", () => {
    const parsed = schema.parse({ ...answer, secret: 1, rows: [{ ...keys, ...figures, secret: 1 }] });

    expect(JSON.stringify(parsed)).not.toContain("secret");
  });
});

test("a share may be given for each source of prices", () => {
  const priceSources = Object.fromEntries(PRICE_SOURCES.map((source) => [source, 1 / PRICE_SOURCES.length]));
  const answer = { ...FRAME, currency: "EUR", priceSources, rows: [], totals: NO_FIGURES };

  expect(NamespaceCostAnswerSchema.parse(answer)).toMatchObject({ priceSources });
});
