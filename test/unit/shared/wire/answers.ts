import type { AnswerWindow, CostFigures, Coverage } from "@kubecent/shared";

/** A row's figures, all of them nothing. */
export const NO_FIGURES: CostFigures = {
  cpuCost: "0.000000000",
  ramCost: "0.000000000",
  gpuCost: "0.000000000",
  volumeCost: "0.000000000",
  networkCost: "0.000000000",
  loadBalancerCost: "0.000000000",
  sharedCost: "0.000000000",
  idleCost: "0.000000000",
  totalCost: "0.000000000",
  cpuCoreHours: 0,
  cpuRequestCoreHours: 0,
  cpuUsageCoreHours: 0,
  ramGibHours: 0,
  ramRequestGibHours: 0,
  ramUsageGibHours: 0,
  gpuHours: 0,
  volumeGibHours: 0,
  cpuEfficiency: null,
  ramEfficiency: null,
  efficiency: null,
};

/** What stands around the rows of every answer. */
export const FRAME: { window: AnswerWindow; coverage: Coverage; dataVersion: string; nextCursor: null } = {
  window: { start: "2026-11-17T00:00:00Z", end: "2026-11-18T00:00:00Z", timeZone: "UTC" },
  coverage: { ratio: 1, gaps: [] },
  dataVersion: "12",
  nextCursor: null,
};
