import type pg from "pg";
import { readSketch } from "../../../domain/usage/usage-sketch.ts";
import { JOINED, WHOLE_POD, wholePods } from "../../sketches/sketch-rows.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { filterCondition } from "../where/conditions.ts";
import { keyName, naming } from "../relations/key-names.ts";
import type { AskedSelection, CostKey, LabelKey } from "../where/selection.ts";
import { readSketchWindow, sketchRows, type SketchWindow } from "./sketch-window.ts";
import { withStretches } from "../where/row-stretches.ts";

/** What usage can be told apart by: sketches know no labels, and no stretches of time. */
export type UsageKey = Exclude<CostKey, "start" | LabelKey>;

/** A question about how usage was spread over minutes. */
export interface UsageQuestion {
  /** Its filter names no labels. */
  readonly selection: AskedSelection;
  readonly keys: readonly UsageKey[];
  /** Shares of the minutes, 0 to 1. */
  readonly quantiles: readonly number[];
}

/** How often something was measured, and what it was then. */
export interface MeasuredUsage {
  /** Minutes that were measured: of pods and containers, each counts its own. */
  readonly minutes: number;
  /** In the order of the question; none is greater than `max`. */
  readonly quantiles: readonly number[];
  readonly max: number;
}

/** One row of usage: in cores and in bytes; null where nobody measured it. */
export interface UsageRow {
  /** Values of the question's keys, in their order. */
  readonly keys: readonly string[];
  readonly cpu: MeasuredUsage | null;
  readonly ram: MeasuredUsage | null;
}

interface JoinedRow {
  cpu: Uint8Array | null;
  cpu_max_nano_cores: bigint | null;
  ram: Uint8Array | null;
  ram_max_bytes: bigint | null;
}

const NANO = 1e9;

/**
 * Reads how usage was spread over the minutes of a selection, by what `keys` tell apart: containers where these are
 * among the keys or the filter, else pods as wholes. Of a workload it is the minutes of all of its pods, each as one
 * value. Quantiles are exact within the sketches' RELATIVE_ERROR, maxima to the byte.
 */
export async function readUsage(
  client: pg.ClientBase,
  { selection: asked, keys, quantiles }: UsageQuestion,
): Promise<{ readonly window: SketchWindow; readonly rows: UsageRow[] }> {
  if (asked.filter.label) throw new Error("Sketches of usage know no labels");

  const selection = await withStretches(client, asked);
  const window = await readSketchWindow(client, selection);
  const { ids, names, joins } = naming(keys, selection.clusterIds);
  const idList = sql.join(
    ids.map((id) => sql`, fact.${sql.ref(id)}`),
    sql``,
  );
  const isByContainer = keys.includes("container") || asked.filter.container !== undefined;
  const records = await run<JoinedRow & Record<string, unknown>>(
    client,
    sql`with fact as (${sketchRows(selection, window)}),
      summed as (select fact.cluster_id ${idList}, ${sql.raw(JOINED)} from (${view(isByContainer)}) fact
        where ${filterCondition(selection)} group by fact.cluster_id ${idList})
      select ${names}, cpu, cpu_max_nano_cores, ram, ram_max_bytes from summed ${joins}
      order by ${sql.join(keys.map(keyName))}`,
  );
  return { window, rows: rowsOf(records, keys, quantiles) };
}

function view(isByContainer: boolean): Fragment {
  if (isByContainer) return sql`select * from fact where container_id <> ${WHOLE_POD}`;
  return sql.raw(wholePods("fact", "at", ["cluster_id"]));
}

/** Several ids may go by one name, as a node does whose labels changed: their sketches are one. */
function rowsOf(
  records: readonly (JoinedRow & Record<string, unknown>)[],
  keys: readonly UsageKey[],
  quantiles: readonly number[],
): UsageRow[] {
  const named = Map.groupBy(records, (record) => JSON.stringify(keys.map((key) => record[key])));
  return [...named.values()].map((same) => ({
    keys: keys.map((key) => String(same[0]?.[key])),
    cpu: measured(
      same.map(({ cpu, cpu_max_nano_cores: max }) => ({ bytes: cpu, max })),
      NANO,
      quantiles,
    ),
    ram: measured(
      same.map(({ ram, ram_max_bytes: max }) => ({ bytes: ram, max })),
      1,
      quantiles,
    ),
  }));
}

function measured(
  parts: readonly { readonly bytes: Uint8Array | null; readonly max: bigint | null }[],
  unit: number,
  quantiles: readonly number[],
): MeasuredUsage | null {
  const bytes = parts.flatMap((part) => (part.bytes ? [part.bytes] : []));
  if (bytes.length === 0) return null;

  const max = Math.max(...parts.map((part) => Number(part.max ?? 0n))) / unit;
  const sketch = readSketch(Buffer.concat(bytes));
  // The middle of the uppermost bin may lie above the greatest value in it.
  const values = quantiles.map((share) => Math.min(max, sketch.quantile(share)));
  return { minutes: sketch.count, quantiles: values, max };
}
