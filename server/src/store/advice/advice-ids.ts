import type {
  AdviceObservation,
  ContainerAdvice,
  WorkloadContainer,
} from "../../domain/advice/advice-observation.ts";
import type { CostRow, HourCosts } from "../../domain/allocation/hour-costs.ts";
import { CONTAINER, CONTROLLER, type IdScope, NAMESPACE, POD, resolveIds } from "../names/dimensions.ts";
import type { NamespaceIds } from "./state-rows.ts";

/** Stands for the pods of a workload, all of them. */
const ALL_PODS = 0n;

/** What was told of one workload's containers, and the ids under which it is kept. */
interface KeyedAdvice {
  readonly keys: readonly bigint[];
  readonly advice: ContainerAdvice;
}

export interface AdviceIds {
  /** Only those that the hour has a row of cost for. */
  readonly containers: readonly KeyedAdvice[];
  readonly namespace: NamespaceIds;
}

/** Finds the ids of what was told. Names are only made of what the hour has rows for, and its rows have them already. */
export async function adviceIds(
  scope: IdScope,
  { rows }: HourCosts,
  advice: AdviceObservation,
): Promise<AdviceIds> {
  const costing = new Set(rows.filter(({ kind }) => kind === "container").map(textOfRow));
  const told = advice.containers.filter((container) => costing.has(textOf(container)));
  const known = new Set(rows.map(({ namespace }) => namespace));
  const namespaces = await resolveIds(
    scope,
    NAMESPACE,
    [...known].map((name) => [name]),
  );
  const controllers = await resolveIds(
    scope,
    CONTROLLER,
    told.map((each) => [namespaces(each.namespace), each.controllerKind, each.controller]),
  );
  const bare = told.filter(({ pod }) => pod !== "");
  const pods = await resolveIds(
    scope,
    POD,
    bare.map((each) => [namespaces(each.namespace), each.podUid, each.pod]),
  );
  const containers = await resolveIds(
    scope,
    CONTAINER,
    told.map((each) => [each.container]),
  );
  const keysOf = (each: WorkloadContainer): bigint[] => {
    const namespace = namespaces(each.namespace);
    const pod = each.pod === "" ? ALL_PODS : pods(namespace, each.podUid, each.pod);
    const controller = controllers(namespace, each.controllerKind, each.controller);
    return [namespace, controller, pod, containers(each.container)];
  };
  return {
    containers: told.map((each) => ({ keys: keysOf(each), advice: each })),
    namespace: (name) => (known.has(name) ? namespaces(name) : undefined),
  };
}

function textOfRow({ namespace, controllerKind, controller, pod, podUid, container }: CostRow): string {
  const own = controller === "" ? { pod, podUid } : NO_POD;
  return [namespace, controllerKind, controller, own.pod, own.podUid, container].join("\n");
}

const NO_POD = { pod: "", podUid: "" };

function textOf({
  namespace,
  controllerKind,
  controller,
  pod,
  podUid,
  container,
}: WorkloadContainer): string {
  return [namespace, controllerKind, controller, pod, podUid, container].join("\n");
}
