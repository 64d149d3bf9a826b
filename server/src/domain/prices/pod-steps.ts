/** A size that a provider sells: some cores, and the memories that go with them, both in rising order. */
export interface PodStep {
  readonly cpuCores: number;
  readonly ramGib: readonly number[];
}

/** The sizes that a provider sells for one pod, and what it adds to each pod's memory itself. */
export interface PodSteps {
  readonly overheadRamGib: number;
  readonly steps: readonly PodStep[];
}

export interface PodSize {
  readonly cpuCores: number;
  readonly ramGib: number;
}

/** Numbers from `from` to `to`, `by` apart. */
function range(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.round((to - from) / by) + 1 }, (_, index) => from + index * by);
}

/** AWS Fargate's sizes; it adds 256 MiB to each pod for the parts of Kubernetes. */
export const FARGATE_STEPS: PodSteps = {
  overheadRamGib: 0.25,
  steps: [
    { cpuCores: 0.25, ramGib: [0.5, 1, 2] },
    { cpuCores: 0.5, ramGib: range(1, 4, 1) },
    { cpuCores: 1, ramGib: range(2, 8, 1) },
    { cpuCores: 2, ramGib: range(4, 16, 1) },
    { cpuCores: 4, ramGib: range(8, 30, 1) },
    { cpuCores: 8, ramGib: range(16, 60, 4) },
    { cpuCores: 16, ramGib: range(32, 120, 8) },
  ],
};

/** Requests are kept in whole nano-units: one that is just a step must not become the next. */
const ROUNDING = 1e-6;

/** The smallest size that holds what a pod requests; the request itself where it is larger than all. */
export function steppedUp(requested: PodSize, { overheadRamGib, steps }: PodSteps): PodSize {
  const ramGib = requested.ramGib + overheadRamGib;
  for (const step of steps) {
    const fitting = step.ramGib.find((each) => each >= ramGib - ROUNDING);
    if (step.cpuCores >= requested.cpuCores - ROUNDING && fitting !== undefined) {
      return { cpuCores: step.cpuCores, ramGib: fitting };
    }
  }
  return { cpuCores: requested.cpuCores, ramGib };
}
