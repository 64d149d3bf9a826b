import type pg from "pg";
import type {
  Autoscaler,
  AutoscalerTarget,
  LimitRangeRule,
  QuotaRule,
  Unknown,
  VerticalTargetAmounts,
} from "../../../domain/advice/evidence.ts";
import type { VerticalTarget } from "../../../domain/advice/advice-observation.ts";
import { readStates, type StoredState } from "./states-at.ts";
import type { ToldHours } from "./told-hours.ts";
import type { WorkloadRows } from "./workload-rows.ts";

interface AutoscalerValue {
  readonly targetKind: string;
  readonly targetName: string;
  readonly minReplicas: number | null;
  readonly maxReplicas: number | null;
  readonly targets: readonly AutoscalerTarget[];
}

type VerticalValue = Pick<VerticalTarget, "targetKind" | "targetName" | "container">;
type RuleValue = Omit<LimitRangeRule, "name">;
type QuotaValue = Pick<QuotaRule, "resource" | "hard">;

type WorkloadPlace = Pick<WorkloadRows, "namespaceId" | "kind" | "name">;

/** Autoscalers and rules of namespaces as they were last told. */
export class NamespaceFacts {
  readonly #scalers: ReadonlyMap<string, readonly StoredState<AutoscalerValue>[]> | null;
  readonly #verticals: ReadonlyMap<string, readonly StoredState<VerticalValue>[]>;
  readonly #limitRanges: ReadonlyMap<bigint, readonly StoredState<RuleValue>[]> | null;
  readonly #quotas: ReadonlyMap<bigint, readonly StoredState<QuotaValue>[]> | null;

  constructor(states: {
    readonly scalers: readonly StoredState<AutoscalerValue>[] | null;
    readonly verticals: readonly StoredState<VerticalValue>[] | null;
    readonly limitRanges: readonly StoredState<RuleValue>[] | null;
    readonly quotas: readonly StoredState<QuotaValue>[] | null;
  }) {
    this.#scalers = states.scalers && Map.groupBy(states.scalers, targetOf);
    this.#verticals = Map.groupBy(states.verticals ?? [], targetOf);
    this.#limitRanges = states.limitRanges && Map.groupBy(states.limitRanges, namespaceOf);
    this.#quotas = states.quotas && Map.groupBy(states.quotas, namespaceOf);
  }

  autoscalersOf(namespaceId: bigint, kind: string, name: string): readonly Autoscaler[] | Unknown {
    if (!this.#scalers) return "unknown";
    const own = this.#scalers.get(targetText(namespaceId, kind, name)) ?? [];
    return own.map((state) => ({
      name: state.name,
      minReplicas: state.value.minReplicas,
      maxReplicas: state.value.maxReplicas,
      currentReplicas: numberOf(state),
      targets: state.value.targets,
    }));
  }

  /** What a vertical autoscaler of the workload would request for a container. */
  verticalTargetOf(
    { namespaceId, kind, name }: WorkloadPlace,
    container: string,
  ): VerticalTargetAmounts | null {
    const own = this.#verticals.get(targetText(namespaceId, kind, name)) ?? [];
    const amounts = own.find(({ value }) => value.container === container)?.of_hour;
    if (!Array.isArray(amounts)) return null;
    const [cpuCores = null, ramBytes = null] = amounts;
    return { cpuCores, ramBytes };
  }

  limitRangesOf(namespaceId: bigint): readonly LimitRangeRule[] | Unknown {
    if (!this.#limitRanges) return "unknown";
    return (this.#limitRanges.get(namespaceId) ?? []).map(({ name, value }) => ({ ...value, name }));
  }

  quotasOf(namespaceId: bigint): readonly QuotaRule[] | Unknown {
    if (!this.#quotas) return "unknown";
    return (this.#quotas.get(namespaceId) ?? []).map((state) => ({
      ...state.value,
      name: state.name,
      used: numberOf(state) ?? 0,
    }));
  }
}

function targetOf({
  namespace_id: id,
  value,
}: StoredState<Pick<AutoscalerValue, "targetKind" | "targetName">>): string {
  return targetText(id, value.targetKind, value.targetName);
}

function targetText(namespaceId: bigint, kind: string, name: string): string {
  return `${namespaceId} ${kind} ${name}`;
}

function namespaceOf(state: { readonly namespace_id: bigint }): bigint {
  return state.namespace_id;
}

function numberOf({ of_hour: value }: Pick<StoredState<unknown>, "of_hour">): number | null {
  return typeof value === "number" ? value : null;
}

/** Reads what holds in a cluster's namespaces. */
export async function readNamespaceFacts(
  client: pg.ClientBase,
  clusterId: number,
  told: ToldHours,
): Promise<NamespaceFacts> {
  return new NamespaceFacts({
    scalers: await readStates<AutoscalerValue>(client, clusterId, { kind: "autoscaler", told }),
    verticals: await readStates<VerticalValue>(client, clusterId, { kind: "vertical_target", told }),
    limitRanges: await readStates<RuleValue>(client, clusterId, { kind: "limit_range", told }),
    quotas: await readStates<QuotaValue>(client, clusterId, { kind: "quota", told }),
  });
}
