import type { Labels } from "../../../domain/observation.ts";
import { compareText } from "../../../domain/compare-text.ts";
import type { PodDayRow } from "./pod-day-rows.ts";
import type { StoredNames } from "./stored-names.ts";

/** A workload, and the rows of its pods' days. */
export interface WorkloadRows {
  readonly namespaceId: bigint;
  readonly controllerId: bigint;
  readonly kind: string;
  readonly name: string;
  readonly rows: readonly PodDayRow[];
}

/** Names of applications by which pods without an owner are put together, as Prometheus writes them. */
const APP_LABELS = ["app_kubernetes_io_name", "app"];

/** Pods of one owner are a workload; those without are by their label where several have it, else each of its own. */
export function workloadsOf(
  rows: readonly PodDayRow[],
  names: StoredNames,
  labelsOf: (labelSetId: bigint) => Labels,
): WorkloadRows[] {
  const [first] = rows;
  if (!first) return [];
  const { namespace_id: namespaceId, controller_id: controllerId } = first;
  const controller = names.controllers.get(controllerId);
  const ids = { namespaceId, controllerId };
  if (controller && controller.name !== "")
    return [{ ...ids, kind: controller.kind, name: controller.name, rows }];

  const pods = [...Map.groupBy(rows, ({ pod }) => pod)];
  const appOf = (own: readonly PodDayRow[]): string => appIn(labelsOf(newestOf(own).label_set_id));
  const apps = Map.groupBy(pods, ([, own]) => appOf(own));
  return [...apps]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([app, members]) => {
      if (app !== "" && members.length > 1) {
        return [{ ...ids, kind: "PodLabel", name: app, rows: members.flatMap(([, own]) => own) }];
      }
      return members.map(([name, own]) => ({ ...ids, kind: "Pod", name, rows: own }));
    });
}

function appIn(labels: Labels): string {
  return APP_LABELS.map((name) => labels[name] ?? "").find((value) => value !== "") ?? "";
}

/** The row of the newest day, of those of one day the longest. */
export function newestOf(rows: readonly PodDayRow[]): PodDayRow {
  return rows.reduce((newest, row) => (compareAge(row, newest) > 0 ? row : newest));
}

function compareAge(a: PodDayRow, b: PodDayRow): number {
  return a.day.getTime() - b.day.getTime() || Number(a.ran_seconds - b.ran_seconds);
}
