import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { SeenNode } from "../../../domain/packing/pools-of.ts";
import { run, sql } from "../../connection/sql.ts";
import { capacityTypeOf } from "../../names/capacity-cells.ts";
import { NODE_SUMS } from "../../sums/asset-sums.ts";
import type { EvidencePlace } from "../evidence/evidence-window.ts";
import type { HourStates } from "./read-states.ts";

const HOURS_PER_MONTH = 730n;
const NANO = 1_000_000_000n;
/** What kubelets allow where nobody says otherwise. */
const PODS_PER_NODE = 110;

interface NodeRow {
  name: string;
  zone: string | null;
  region: string;
  pool: string;
  instance_type: string;
  spot: boolean;
  capacity_type: string;
  labels: Record<string, string> | null;
  gpus: number | null;
  spent_nano: bigint;
  ran_nano_hours: bigint;
  /** Hours of all nodes of its kind in the window, and how many of them there are now. */
  kind_nano_hours: bigint | null;
  kind_count: bigint;
}

const RAN_NANO_HOURS = sql.raw(NODE_SUMS.find(({ column }) => column === "ran_nano_hours")?.ofRow ?? "0");

/** Reads the nodes of an hour of which it was told what can be given to pods. */
export async function readSeenNodes(
  client: pg.ClientBase,
  asked: EvidencePlace,
  { hour, states }: { readonly hour: Instant; readonly states: HourStates },
): Promise<SeenNode[]> {
  const rows = await readRows(client, asked, hour);
  return rows.flatMap((row) => nodeOf(row, states, asked));
}

function readRows(
  client: pg.ClientBase,
  { clusterId, window }: EvidencePlace,
  hour: Instant,
): Promise<NodeRow[]> {
  const kind = sql`region, pool, instance_type, spot, capacity_type`;
  return run<NodeRow & Record<string, unknown>>(
    client,
    sql`with kinds as (select ${kind}, sum(ran_nano_hours)::bigint as kind_nano_hours
        from node_day fact join node using (cluster_id, node_id)
        where fact.cluster_id = ${clusterId} and fact.day >= ${new Date(window.start)} and fact.day < ${new Date(window.end)}
        group by ${kind}),
      there as (select distinct on (node.name) node.name, zone, ${kind}, label_set.labels,
          gpus, (sum(${RAN_NANO_HOURS}) over spans)::bigint as ran_nano_hours,
          (sum(cpu_asset_nano + ram_asset_nano + gpu_asset_nano) over spans)::bigint as spent_nano
        from node_hour fact join node using (cluster_id, node_id) left join label_set using (cluster_id, label_set_id)
        where fact.cluster_id = ${clusterId} and fact.hour = ${new Date(hour)} and not billed_by_pods
        window spans as (partition by node.name) order by node.name, span desc)
      select there.*, kind_nano_hours, count(*) over (partition by ${kind}) as kind_count
      from there left join kinds using (${kind}) order by name`,
  );
}

function nodeOf(row: NodeRow, { nodes }: HourStates, { window }: EvidencePlace): SeenNode[] {
  const state = nodes.get(row.name);
  if (!state || state.cpuCores === null || state.ramBytes === null || row.ran_nano_hours === 0n) return [];
  const { name, zone, region, pool, instance_type: instanceType, labels } = row;
  const allocatable = {
    millicores: Math.floor(state.cpuCores * 1_000),
    ramBytes: Math.floor(state.ramBytes),
    pods: state.pods ?? PODS_PER_NODE,
    milliGpus: Math.round((row.gpus ?? 0) * 1_000),
  };
  return [
    {
      name,
      zone: zone ?? "",
      region,
      pool,
      instanceType,
      capacityType: capacityTypeOf(row.spot, row.capacity_type),
      labels: labels ?? {},
      taints: state.taints.map(({ key, value, effect }) => `${key}=${value}:${effect}`),
      isCordoned: state.unschedulable,
      allocatable,
      monthNano: monthOf(row, window),
    },
  ];
}

/**
 * What a node costs in a month if its kind goes on to be there as much as it was: of nodes that come and go with the load, a month's
 * share each.
 */
function monthOf(row: NodeRow, { seenHours }: EvidencePlace["window"]): bigint {
  const whole = (row.spent_nano * HOURS_PER_MONTH * NANO) / row.ran_nano_hours;
  const steady = BigInt(Math.round(seenHours)) * NANO * row.kind_count;
  const there = row.kind_nano_hours ?? steady;
  return there < steady ? (whole * there) / steady : whole;
}
