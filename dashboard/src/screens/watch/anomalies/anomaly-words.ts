import type { AnomalyKind, AnomalyRow, AnomalyVerdict } from "@kubecent/shared";
import { shownName } from "../../../rows/special-rows.ts";

const KINDS: Readonly<Record<AnomalyKind, string>> = {
  spike: "a few days",
  step: "a new level",
  leak: "growth",
  pattern: "other weekdays than before",
};

const VERDICTS: Readonly<Record<AnomalyVerdict, string>> = {
  expected: "expected",
  planned: "planned",
  false: "no anomaly",
};

export function anomalyKindInWords(kind: AnomalyKind): string {
  return KINDS[kind];
}

export function verdictInWords(verdict: AnomalyVerdict): string {
  return VERDICTS[verdict];
}

type Placed = Pick<AnomalyRow, "cluster" | "namespace" | "controllerKind" | "controller">;

/** What it is about: the workload, the namespace or the cluster. */
export function anomalyName({ cluster, namespace, controllerKind, controller }: Placed): string {
  if (namespace === null) return cluster;
  if (controller === null) return shownName(namespace);
  return [controllerKind, controller].filter((part) => part !== null && part !== "").join("/");
}

/** Where it is: "prod / search". */
export function anomalyPlace({ cluster, namespace, controller }: Placed): string {
  if (namespace === null) return "";
  return controller === null ? cluster : `${cluster} / ${namespace}`;
}
