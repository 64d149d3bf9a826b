import type pg from "pg";
import { loadRows } from "../hours/load-rows.ts";

/** What a row of sketches is of. `container_id` 0 is a pod as a whole. */
export const SKETCH_KEYS = ["namespace_id", "controller_id", "pod_id", "container_id", "node_id"] as const;

export const SKETCH_COLUMNS = [...SKETCH_KEYS, "cpu", "cpu_max_nano_cores", "ram", "ram_max_bytes"] as const;

/** The id under which a pod's own sketch is kept. */
export const WHOLE_POD = 0n;

/** A row of sketches as it is stored, or several of them with their bytes joined. */
export interface SketchRow {
  readonly namespace_id: bigint;
  readonly controller_id: bigint;
  readonly pod_id: bigint;
  readonly container_id: bigint;
  readonly node_id: bigint;
  readonly cpu: Uint8Array | null;
  readonly cpu_max_nano_cores: bigint | null;
  readonly ram: Uint8Array | null;
  readonly ram_max_bytes: bigint | null;
}

/** Loads rows of one hour or one day. */
export function copySketches(
  client: pg.PoolClient,
  { table, clusterId, at }: { table: "usage_sketch_hour" | "usage_sketch_day"; clusterId: number; at: Date },
  rows: readonly SketchRow[],
): Promise<void> {
  const place = [clusterId, at.toISOString()] as const;
  return loadRows(
    client,
    { table, columns: ["cluster_id", table === "usage_sketch_hour" ? "hour" : "day", ...SKETCH_COLUMNS] },
    rows.map((row) => [...place, ...SKETCH_COLUMNS.map((column) => row[column])]),
  );
}

/**
 * Rows of which several times may be told apart, as whole pods: in each time a pod's own row where it has one, else
 * that of its only container.
 */
export function wholePods(rows: string, time: string, more: readonly string[] = []): string {
  const keys = [...more, "namespace_id", "controller_id", "pod_id", "node_id", time].join(", ");
  return `select distinct on (${keys}) * from ${rows} order by ${keys}, container_id`;
}

/** What several rows make together; the bytes of sketches are merged by joining them. */
export const JOINED = `string_agg(cpu, ''::bytea order by at) as cpu, max(cpu_max_nano_cores) as cpu_max_nano_cores,
  string_agg(ram, ''::bytea order by at) as ram, max(ram_max_bytes) as ram_max_bytes`;
