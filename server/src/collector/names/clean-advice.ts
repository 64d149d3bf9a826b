import type { AdviceObservation } from "../../domain/advice/advice-observation.ts";
import { cleanFields, type Cleaners } from "./clean-fields.ts";

const CONTAINER = ["namespace", "controllerKind", "controller", "pod", "podUid", "container"] as const;
const NAMED = ["namespace", "name"] as const;
const TARGET = [...NAMED, "targetKind", "targetName"] as const;

/** Cleans the names in what advice is made of as those of pods and nodes are cleaned, so that they go on naming the same things. */
export function cleanAdvice(advice: AdviceObservation, clean: Cleaners): AdviceObservation {
  return {
    ...advice,
    containers: advice.containers.map((each) => cleanFields(each, CONTAINER, clean)),
    autoscalers: advice.autoscalers.map((each) => ({
      ...cleanFields(each, TARGET, clean),
      targets: each.targets.map((target) => ({
        ...cleanFields(target, ["metric"], clean),
        container: target.container && clean.name(target.container),
      })),
    })),
    limitRanges: advice.limitRanges.map((each) => cleanFields(each, NAMED, clean)),
    quotas: advice.quotas.map((each) => cleanFields(each, NAMED, clean)),
    nodes: advice.nodes.map((each) => ({
      ...cleanFields(each, ["node"], clean),
      taints: each.taints.map((taint) => cleanFields(taint, ["key", "value", "effect"], clean)),
    })),
    disruptionBudgets: advice.disruptionBudgets.map((each) => cleanFields(each, NAMED, clean)),
    verticalTargets: advice.verticalTargets.map((each) => cleanFields(each, [...TARGET, "container"], clean)),
  };
}
