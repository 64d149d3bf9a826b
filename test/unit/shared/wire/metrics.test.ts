import { NodeMetricsAnswerSchema, PodMetricsAnswerSchema } from "@kubecent/shared";
import { expect, test } from "vitest";
import { FRAME } from "./answers.ts";

const usage = {
  cpuCoreHours: 1,
  cpuRequestCoreHours: 1,
  cpuUsageCoreHours: 0.5,
  ramGibHours: 2,
  ramRequestGibHours: 0,
  ramUsageGibHours: 2,
  gpuHours: 0,
  cpuEfficiency: 0.5,
  ramEfficiency: null,
};
const capacity = { cpuCapacityCoreHours: 4, ramCapacityGibHours: 16, gpuCapacityHours: 0 };
const node = {
  cluster: "prod",
  node: "node-1",
  instanceType: "m6i.xlarge",
  pool: "web",
  spot: true,
  capacityType: "spot",
};
const pod = { cluster: "prod", namespace: "shop", pod: "web-1", uid: "u", node: "node-1" };

test("an answer about nodes holds usage and capacity, in rows and in totals", () => {
  const answer = {
    ...FRAME,
    rows: [{ ...node, ...usage, ...capacity }],
    totals: { ...usage, ...capacity },
  };

  expect(NodeMetricsAnswerSchema.parse(answer)).toEqual(answer);
});

test("an answer about nodes without a capacity is refused", () => {
  const answer = { ...FRAME, rows: [{ ...node, ...usage }], totals: { ...usage, ...capacity } };

  expect(NodeMetricsAnswerSchema.safeParse(answer).success).toBe(false);
});

test("an answer about pods holds usage, in rows and in totals", () => {
  const answer = { ...FRAME, rows: [{ ...pod, ...usage }], totals: usage };

  expect(PodMetricsAnswerSchema.parse(answer)).toEqual(answer);
});

test("an efficiency that is no number is refused", () => {
  const answer = { ...FRAME, rows: [{ ...pod, ...usage, cpuEfficiency: NaN }], totals: usage };

  expect(PodMetricsAnswerSchema.safeParse(answer).success).toBe(false);
});
