import type {
  ContainerAdvice,
  CpuPeriods,
  WorkloadContainer,
} from "../../../domain/advice/advice-observation.ts";
import type { Limits } from "../../../domain/advice/evidence.ts";
import { compareText } from "../../../domain/compare-text.ts";

interface Noted {
  readonly container: WorkloadContainer;
  readonly limits: Map<string, Limits>;
  periods: CpuPeriods | null;
  oomKills: number;
}

/** Gathers what is told of containers, by workload and container: pods of one workload are told together. */
export class ContainerBook {
  readonly #noted = new Map<string, Noted>();

  limits(container: WorkloadContainer, limits: Limits): void {
    this.#of(container).limits.set(`${limits.cpuCores} ${limits.ramBytes}`, limits);
  }

  periods(container: WorkloadContainer, { all, throttled }: CpuPeriods): void {
    const noted = this.#of(container);
    const before = noted.periods ?? { all: 0, throttled: 0 };
    noted.periods = { all: before.all + all, throttled: before.throttled + throttled };
  }

  oomKills(container: WorkloadContainer, count: number): void {
    this.#of(container).oomKills += count;
  }

  /** In one order, whatever the order in which it was told. */
  list(): ContainerAdvice[] {
    return [...this.#noted]
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([, { container, limits, periods, oomKills }]) => ({
        ...container,
        limits: [...limits].toSorted(([a], [b]) => compareText(a, b)).map(([, each]) => each),
        cpuPeriods: periods,
        oomKills,
      }));
  }

  #of(container: WorkloadContainer): Noted {
    const key = keyOf(container);
    const noted = this.#noted.get(key) ?? { container, limits: new Map(), periods: null, oomKills: 0 };
    this.#noted.set(key, noted);
    return noted;
  }
}

function keyOf({ namespace, controllerKind, controller, pod, podUid, container }: WorkloadContainer): string {
  return [namespace, controllerKind, controller, pod, podUid, container].join("\n");
}
