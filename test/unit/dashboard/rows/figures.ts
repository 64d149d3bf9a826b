import type { CostFigures } from "@kubecent/shared";

/** What a row holds beside its keys, all of it nothing unless the test says more. */
export function figures(some: Partial<CostFigures> = {}): CostFigures {
  const zero = "0.000000000";
  return {
    cpuCost: zero,
    ramCost: zero,
    gpuCost: zero,
    volumeCost: zero,
    networkCost: zero,
    loadBalancerCost: zero,
    sharedCost: zero,
    idleCost: zero,
    totalCost: zero,
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
    ...some,
  };
}
