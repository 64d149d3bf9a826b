import { compareText } from "../compare-text.ts";
import type { CostRow } from "./measured-hour.ts";
import { addMeasures } from "./measures.ts";

/** Adds up rows of the same owner and asset, and puts all in a fixed order. */
export function mergeRows(rows: readonly CostRow[]): CostRow[] {
  const merged = new Map<string, CostRow>();
  for (const row of rows) {
    const key = rowKey(row);
    const before = merged.get(key);
    merged.set(key, before ? addRows(before, row) : row);
  }
  return inOrder([...merged]);
}

/** The rows in an order that depends on nothing but what they are. */
export function sortRows(rows: readonly CostRow[]): CostRow[] {
  return inOrder(rows.map((row) => [rowKey(row), row] as const));
}

function inOrder(keyed: readonly (readonly [string, CostRow])[]): CostRow[] {
  return keyed.toSorted(([a], [b]) => compareText(a, b)).map(([, row]) => row);
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
    row.span,
    row.asset && [
      row.asset.kind,
      row.asset.namespace,
      row.asset.name,
      row.asset.providerId,
      row.asset.storageClass,
    ],
  ]);
}

function addRows(a: CostRow, b: CostRow): CostRow {
  const measures = { ...a.measures };
  addMeasures(measures, b.measures);
  return { ...a, scaled: a.scaled || b.scaled, measures };
}
