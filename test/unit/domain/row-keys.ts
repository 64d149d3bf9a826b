import type { CostRow, HourCosts } from "../../../server/src/domain/allocation/hour-costs.ts";

/** Text that tells a row from the others of its hour. */
export function keyOf(row: CostRow): string {
  const { kind, namespace, controller, pod, podUid, container, node, span, asset } = row;
  return JSON.stringify([kind, namespace, controller, pod, podUid, container, node, span, asset]);
}

/** An hour's rows by their keys. */
export function rowsByKey(hour: HourCosts): Map<string, CostRow> {
  return new Map(hour.rows.map((row) => [keyOf(row), row]));
}
