import type { AssetCosts, NodeCosts } from "../../domain/allocation/hour-costs.ts";
import { toPico } from "../../domain/prices/price.ts";
import type { HourIds } from "./hour-ids.ts";
import { toldLetters } from "./told-letters.ts";

type Cell = bigint | number | boolean | string | null;

/** Columns of node_hour, in the order of `nodeHourCells` after the cluster and the hour. */
export const NODE_HOUR_COLUMNS = [
  "cluster_id",
  "hour",
  "node_id",
  "span",
  "from_minute",
  "label_set_id",
  "zone",
  "identity_told",
  "described",
  "billed_by_pods",
  "overcommitted",
  "cpu_cores",
  "ram_bytes",
  "gpus",
  "cpu_reported_pico",
  "ram_reported_pico",
  "gpu_reported_pico",
  "node_reported_pico",
  "karpenter_pico",
  "cpu_price_pico",
  "ram_price_pico",
  "gpu_price_pico",
  "price_source",
  "gpu_price_source",
  "price_rule",
  "gpu_price_rule",
  "cpu_capacity_nano_core_hours",
  "ram_capacity_nano_gib_hours",
  "gpu_capacity_nano_hours",
  "cpu_unobserved_nano_core_hours",
  "ram_unobserved_nano_gib_hours",
  "gpu_unobserved_nano_hours",
  ...["asset", "allocated", "idle", "unobserved"].flatMap((share) =>
    ["cpu", "ram", "gpu"].map((part) => `${part}_${share}_nano`),
  ),
];

/** A stretch of a node's hour as it is stored. */
export function nodeHourCells(node: NodeCosts, ids: HourIds): Cell[] {
  const { rates, reported, seenHours, unobservedHours } = node;
  const prices = [
    reported?.perCpuCoreHour,
    reported?.perRamGibHour,
    reported?.perGpuHour,
    reported?.perNodeHour,
    node.karpenterPerHour,
  ];
  const shares = [node.asset, node.allocated, node.idle, node.unobserved];
  return [
    ids.node(node.name, node.span),
    node.span,
    node.fromMinute,
    ids.labelSet(node.labels),
    node.zone === "" ? null : node.zone,
    toldLetters(node.told),
    node.described,
    node.billing === "pods",
    node.overcommitted,
    node.cpuCores,
    node.ramBytes,
    node.gpus,
    ...prices.map((price) => (price === undefined ? null : toPico(price))),
    rates.perCpuCorePico,
    rates.perRamGibPico,
    rates.perGpuPico,
    rates.source,
    rates.gpuSource,
    rates.rule,
    rates.gpuRule,

    seenHours.cpu + unobservedHours.cpu,
    seenHours.ram + unobservedHours.ram,
    seenHours.gpu + unobservedHours.gpu,
    unobservedHours.cpu,
    unobservedHours.ram,
    unobservedHours.gpu,
    ...shares.flatMap((share) => [share.cpu, share.ram, share.gpu]),
  ];
}

/** Columns of asset_hour, in the order of `assetHourCells` after the cluster and the hour. */
export const ASSET_HOUR_COLUMNS = [
  "cluster_id",
  "hour",
  "asset_id",
  "quantity",
  "unobserved_quantity",
  "cost_nano",
  "unobserved_nano",
  "reported_pico",
  "price_pico",
  "price_source",
  "price_rule",
];

/** An asset's hour as it is stored. */
export function assetHourCells(asset: AssetCosts, ids: HourIds): Cell[] {
  return [
    ids.asset(asset),
    asset.quantity,
    asset.unobservedQuantity,
    asset.costNano,
    asset.unobservedNano,
    asset.reported === null ? null : toPico(asset.reported),
    asset.pricePico,
    asset.priceSource,
    asset.priceRule,
  ];
}
