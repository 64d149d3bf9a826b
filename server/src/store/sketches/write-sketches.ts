import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { CostRow } from "../../domain/allocation/hour-costs.ts";
import type { UsageSketch } from "../../domain/usage/observed-usage.ts";
import type { RowIds } from "../hours/hour-ids.ts";
import { copySketches, type SketchRow, WHOLE_POD } from "./sketch-rows.ts";

interface SketchedHour {
  readonly clusterId: number;
  readonly hour: Instant;
  readonly rows: readonly CostRow[];
  readonly usage: readonly UsageSketch[];
}

/**
 * Replaces the sketches of an hour, inside the transaction that writes its rows. Containers without a row of cost
 * took nothing, and no question is about them: they get no sketch either.
 */
export async function writeSketches(
  client: pg.PoolClient,
  { clusterId, hour, rows, usage }: SketchedHour,
  idsOf: (row: CostRow) => RowIds,
): Promise<void> {
  const at = new Date(hour);
  await client.query("delete from usage_sketch_hour where cluster_id = $1 and hour = $2", [clusterId, at]);
  const ids = idsByOwner(rows, idsOf);
  const sketched = usage.flatMap((sketch) => {
    const own = ids.get(ownerOf(sketch))?.get(sketch.container);
    return own ? [sketchRow(sketch, own)] : [];
  });
  await copySketches(client, { table: "usage_sketch_hour", clusterId, at }, withoutRepeats(sketched));
}

type Named = Pick<UsageSketch, "namespace" | "pod" | "podUid" | "node">;

function ownerOf({ namespace, pod, podUid, node }: Named): string {
  // No name in Kubernetes holds a slash but a uid's may, in theory, hold anything: it comes last.
  return `${namespace}/${pod}/${node}/${podUid}`;
}

/** By a pod on its node, and by container, "" for the pod as a whole. */
function idsByOwner(
  rows: readonly CostRow[],
  idsOf: (row: CostRow) => RowIds,
): Map<string, Map<string, RowIds>> {
  const byOwner = new Map<string, Map<string, RowIds>>();
  for (const row of rows) {
    if (row.kind !== "container") continue;
    const owner = ownerOf(row);
    const own = idsOf(row);
    const containers = byOwner.get(owner) ?? new Map([["", { ...own, container: WHOLE_POD }]]);
    byOwner.set(owner, containers.set(row.container, own));
  }
  return byOwner;
}

/** A source repeats no pod; should one do so, it has one row, and the last word. */
function withoutRepeats(rows: readonly SketchRow[]): readonly SketchRow[] {
  const last = new Map(rows.map((row) => [`${row.pod_id}/${row.container_id}/${row.node_id}`, row]));
  return last.size === rows.length ? rows : [...last.values()];
}

function sketchRow({ cpu, ram }: UsageSketch, ids: RowIds): SketchRow {
  return {
    namespace_id: ids.namespace,
    controller_id: ids.controller,
    pod_id: ids.pod,
    container_id: ids.container,
    node_id: ids.node,
    cpu: cpu?.bytes ?? null,
    cpu_max_nano_cores: cpu?.max ?? null,
    ram: ram?.bytes ?? null,
    ram_max_bytes: ram?.max ?? null,
  };
}
