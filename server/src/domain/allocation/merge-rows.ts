import type { CostRow } from "./hour-costs.ts";
import { addMeasures } from "./measures.ts";

/** Adds up rows of the same owner (a pod's several volumes and its traffic) and puts all in a fixed order. */
export function mergeRows(rows: readonly CostRow[]): CostRow[] {
  const merged = new Map<string, CostRow>();
  for (const row of rows) {
    const key = rowKey(row);
    const before = merged.get(key);
    merged.set(key, before ? addRows(before, row) : row);
  }
  return [...merged].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
}

function rowKey(row: CostRow): string {
  return JSON.stringify([
    row.namespace,
    row.kind,
    row.controllerKind,
    row.controller,
    row.pod,
    row.podUid,
    row.container,
    row.node,
  ]);
}

function addRows(a: CostRow, b: CostRow): CostRow {
  const measures = { ...a.measures };
  addMeasures(measures, b.measures);
  return { ...a, scaled: a.scaled || b.scaled, measures };
}
