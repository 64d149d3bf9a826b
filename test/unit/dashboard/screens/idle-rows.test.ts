import type { NodeCostRow, NodeMetricsRow, WorkloadCostRow } from "@kubecent/shared";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { monthlyOf } from "../../../../dashboard/src/format/monthly.ts";
import { usedCostOf } from "../../../../dashboard/src/screens/idle/used-cost.ts";
import { idleNodes, idleWorkloads } from "../../../../dashboard/src/screens/idle/idle-rows.ts";
import { NO_FIGURES } from "../../shared/wire/answers.ts";

const HOUR_MS = 3_600_000;
const amount = fc
  .bigInt({ min: 0n, max: 10n ** 15n })
  .map((nano) => `${nano / 10n ** 9n}.${String(nano % 10n ** 9n).padStart(9, "0")}`);
const hours = fc.double({ min: 0, max: 1e6, noNaN: true });
const figures = fc.record({
  cpuCost: amount,
  ramCost: amount,
  cpuCoreHours: hours,
  cpuRequestCoreHours: hours,
  cpuUsageCoreHours: hours,
  ramGibHours: hours,
  ramRequestGibHours: hours,
  ramUsageGibHours: hours,
});

test("paid is exactly used and unused, and neither is below zero, whatever was measured", () => {
  fc.assert(
    fc.property(figures, (of) => {
      const { paid, used, unused } = usedCostOf(of);

      expect(used + unused).toBe(paid);
      expect(used >= 0n && unused >= 0n).toBe(true);
    }),
  );
});

test("half the billed hours used is half the cost, part by part", () => {
  const of = {
    cpuCost: "10.000000000",
    cpuCoreHours: 8,
    cpuRequestCoreHours: 8,
    cpuUsageCoreHours: 4,
    ramCost: "2.000000000",
    ramGibHours: 20,
    ramRequestGibHours: 10,
    ramUsageGibHours: 20,
  };

  expect(usedCostOf(of)).toEqual({
    paid: 12_000_000_000n,
    used: 7_000_000_000n,
    unused: 5_000_000_000n,
    asked: 11_000_000_000n,
  });
});

test("a month is 730 hours at the window's pace", () => {
  expect(monthlyOf(168n, 168 * HOUR_MS)).toBe(730n);
  expect(monthlyOf(168n, 0)).toBe(0n);
});

const NODE = {
  cluster: "c",
  node: "n",
  instanceType: "t",
  pool: "p",
  spot: false,
  capacityType: "on-demand",
} as const;

test("what pays for neither CPU nor memory is no row of idle workloads", () => {
  const place = { cluster: "c", namespace: "n", controllerKind: "Service", controller: "lb" };
  const row: WorkloadCostRow = { ...place, ...NO_FIGURES };

  expect(idleWorkloads([row], HOUR_MS)).toEqual([]);
});

test("machines that came and went under one name are rows of their own, packed together", () => {
  const money = { ...NO_FIGURES, allocatedCost: "0.000000000", unobservedCost: "0.000000000" };
  const cost: NodeCostRow = { ...NODE, ...money, providerId: "i-1" };
  const capacity = { cpuCapacityCoreHours: 10, ramCapacityGibHours: null, gpuCapacityHours: null };
  const metrics = [2, 8].map(
    (asked): NodeMetricsRow => ({ ...NODE, ...NO_FIGURES, ...capacity, cpuRequestCoreHours: asked }),
  );

  const rows = idleNodes([cost, cost], metrics, HOUR_MS);

  expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
  expect(rows.map(({ cpuAsked, ramAsked }) => [cpuAsked, ramAsked])).toEqual([
    [0.5, null],
    [0.5, null],
  ]);
});
