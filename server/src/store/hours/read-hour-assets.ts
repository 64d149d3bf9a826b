import type pg from "pg";
import type { AssetKind, MeasuredAsset, MeasuredNode } from "../../domain/allocation/measured-hour.ts";
import type { Labels, ReportedNodePrice } from "../../domain/observation.ts";
import { compareText } from "../../domain/compare-text.ts";
import { fromPico } from "../../domain/prices/reported.ts";
import { capacityTypeOf } from "../names/capacity-cells.ts";
import type { HourPlace } from "./hour-place.ts";
import { readTold } from "./told-letters.ts";

interface NodeRecord {
  name: string;
  provider_id: string;
  instance_type: string;
  region: string;
  pool: string;
  spot: boolean;
  capacity_type: string;
  zone: string | null;
  identity_told: string | null;
  labels: Labels | null;
  described: boolean;
  billed_by_pods: boolean;
  overcommitted: boolean;
  span: number;
  from_minute: number;
  cpu_cores: number;
  ram_bytes: number;
  gpus: number;
  cpu_reported_pico: bigint | null;
  ram_reported_pico: bigint | null;
  gpu_reported_pico: bigint | null;
  node_reported_pico: bigint | null;
  karpenter_pico: bigint | null;
  cpu_capacity: bigint;
  ram_capacity: bigint;
  gpu_capacity: bigint;
  cpu_unobserved: bigint;
  ram_unobserved: bigint;
  gpu_unobserved: bigint;
}

/** Reads an hour's nodes as they were measured: their size, their time, and the price that was reported. */
export async function readKeptNodes(
  client: pg.ClientBase,
  { clusterId, hour }: HourPlace,
): Promise<MeasuredNode[]> {
  const { rows } = await client.query<NodeRecord>(
    `select node.name, node.provider_id, node.instance_type, node.region, node.pool, node.spot, node.capacity_type,
       zone, identity_told, label_set.labels,
       described, billed_by_pods, overcommitted, span, from_minute, cpu_cores, ram_bytes, gpus,
       cpu_reported_pico, ram_reported_pico, gpu_reported_pico, node_reported_pico, karpenter_pico,
       cpu_capacity_nano_core_hours as cpu_capacity, ram_capacity_nano_gib_hours as ram_capacity,
       gpu_capacity_nano_hours as gpu_capacity, cpu_unobserved_nano_core_hours as cpu_unobserved,
       ram_unobserved_nano_gib_hours as ram_unobserved, gpu_unobserved_nano_hours as gpu_unobserved
     from node_hour fact join node using (cluster_id, node_id)
     left join label_set using (cluster_id, label_set_id)
     where fact.cluster_id = $1 and fact.hour = $2`,
    [clusterId, new Date(hour)],
  );
  return rows.map(nodeOf).toSorted((a, b) => compareText(a.name, b.name) || a.span - b.span);
}

function nodeOf(record: NodeRecord): MeasuredNode {
  return {
    name: record.name,
    providerId: record.provider_id,
    instanceType: record.instance_type,
    region: record.region,
    pool: record.pool,
    zone: record.zone ?? "",
    capacityType: capacityTypeOf(record.spot, record.capacity_type),
    told: readTold(record.identity_told),
    labels: record.labels ?? {},
    described: record.described,
    billing: record.billed_by_pods ? "pods" : "capacity",
    overcommitted: record.overcommitted,
    span: record.span,
    fromMinute: record.from_minute,
    cpuCores: record.cpu_cores,
    ramBytes: record.ram_bytes,
    gpus: record.gpus,
    reported: reportedOf(record),
    ...(record.karpenter_pico !== null && { karpenterPerHour: fromPico(record.karpenter_pico) }),
    seenHours: {
      cpu: record.cpu_capacity - record.cpu_unobserved,
      ram: record.ram_capacity - record.ram_unobserved,
      gpu: record.gpu_capacity - record.gpu_unobserved,
    },
    unobservedHours: {
      cpu: record.cpu_unobserved,
      ram: record.ram_unobserved,
      gpu: record.gpu_unobserved,
    },
  };
}

function reportedOf(record: NodeRecord): ReportedNodePrice | null {
  const { cpu_reported_pico: cpu, ram_reported_pico: ram, gpu_reported_pico: gpu } = record;
  const { node_reported_pico: node } = record;
  if (cpu === null && ram === null && gpu === null && node === null) return null;
  return {
    ...(cpu !== null && { perCpuCoreHour: fromPico(cpu) }),
    ...(ram !== null && { perRamGibHour: fromPico(ram) }),
    ...(gpu !== null && { perGpuHour: fromPico(gpu) }),
    ...(node !== null && { perNodeHour: fromPico(node) }),
  };
}

interface AssetRecord {
  kind: AssetKind;
  namespace: string;
  name: string;
  provider_id: string;
  storage_class: string;
  quantity: bigint;
  unobserved_quantity: bigint;
  reported_pico: bigint | null;
}

/** Reads an hour's other assets as they were measured, in the order in which they are measured. */
export async function readKeptAssets(
  client: pg.ClientBase,
  { clusterId, hour }: HourPlace,
): Promise<MeasuredAsset[]> {
  const { rows } = await client.query<AssetRecord>(
    `select kind, namespace, name, provider_id, storage_class, quantity, unobserved_quantity, reported_pico
     from asset_hour fact join asset using (cluster_id, asset_id)
     where fact.cluster_id = $1 and fact.hour = $2`,
    [clusterId, new Date(hour)],
  );
  return rows.map((record) => ({
    kind: record.kind,
    namespace: record.namespace,
    name: record.name,
    providerId: record.provider_id,
    storageClass: record.storage_class,
    quantity: record.quantity,
    unobservedQuantity: record.unobserved_quantity,
    reported: record.reported_pico === null ? null : fromPico(record.reported_pico),
  }));
}
