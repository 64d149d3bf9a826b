import { createHash } from "node:crypto";
import type { AssetCosts, CostRow, HourCosts, NodeCosts, Parts } from "../../domain/allocation/hour-costs.ts";
import { MEASURES, SPARSE_MEASURES } from "../../domain/allocation/measures.ts";
import { capacityCells } from "../names/capacity-cells.ts";
import { LabelTexts } from "../names/label-texts.ts";

type Cell = string | number | bigint | boolean | null;

/** A checksum over all that an hour says, so that writing the same hour again can be told from a change. */
export function hourChecksum(hour: HourCosts, labels = new LabelTexts()): string {
  const { source, priceBook, currency, seenSeconds, kindSeconds } = hour;
  const hash = createHash("sha256");
  hash.update([source, priceBook, currency, seenSeconds, ...Object.values(kindSeconds)].join("\t"));
  for (const { start, end, reason } of hour.gaps) hash.update(`${start} ${end} ${reason}\n`);
  for (const lines of chunked(hour.rows))
    hash.update(lines.map((row) => lineOf(checkedRow(row, labels))).join(""));
  for (const node of hour.nodes) hash.update(lineOf(checkedNode(node, labels)));
  for (const asset of hour.assets) hash.update(lineOf(checkedAsset(asset)));
  return hash.digest("hex");
}

/** So many lines go to the hash at a time: it is asked 27,000 times for a large hour otherwise. */
const LINES_AT_A_TIME = 500;

function* chunked<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let first = 0; first < rows.length; first += LINES_AT_A_TIME) {
    yield rows.slice(first, first + LINES_AT_A_TIME);
  }
}

/** Names may hold any character: each is written with its length, so that no two lists of cells are alike. */
function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join("\t")}\n`;
}

function cellText(cell: Cell): string {
  if (typeof cell === "string") return `${cell.length}:${cell}`;
  // Most measures of a row are zero, and a bigint takes long to become a text.
  return cell === 0n ? "0" : String(cell);
}

const OLDEST_MEASURES = MEASURES.filter((measure) => !SPARSE_MEASURES.includes(measure));

function checkedRow(row: CostRow, labels: LabelTexts): Cell[] {
  return [
    row.kind,
    row.namespace,
    row.controllerKind,
    row.controller,
    row.pod,
    row.podUid,
    row.container,
    row.node,
    row.span,
    row.asset?.kind ?? null,
    row.asset?.namespace ?? null,
    row.asset?.name ?? null,
    labels.textOf(row.labels),
    labels.textOf(row.namespaceLabels),
    row.scaled,
    ...OLDEST_MEASURES.map((measure) => row.measures[measure]),
    // Only where there are any: hours that were stored before these were known keep their checksum.
    ...SPARSE_MEASURES.filter((measure) => row.measures[measure] > 0n).flatMap((measure): Cell[] => [
      measure,
      row.measures[measure],
    ]),
  ];
}

function checkedNode({ rates, reported, ...node }: NodeCosts, labels: LabelTexts): Cell[] {
  const [spot, capacity] = capacityCells(node.capacityType);
  const parts = [
    node.seenHours,
    node.unobservedHours,
    node.asset,
    node.allocated,
    node.idle,
    node.unobserved,
  ];
  return [
    node.name,
    node.providerId,
    node.instanceType,
    node.region,
    node.pool,
    spot,
    labels.textOf(node.labels),
    node.described,
    // Only where it is out of the ordinary: hours that were stored before it was known keep their checksum.
    ...(node.billing === "pods" ? ["pods"] : []),
    ...(capacity === "" ? [] : [capacity]),
    ...(node.karpenterPerHour === undefined ? [] : [node.karpenterPerHour]),
    node.overcommitted,
    node.span,
    node.fromMinute,
    node.cpuCores,
    node.ramBytes,
    node.gpus,
    ...[reported?.perCpuCoreHour, reported?.perRamGibHour, reported?.perGpuHour, reported?.perNodeHour].map(
      (price) => price ?? null,
    ),
    rates.perCpuCorePico,
    rates.perRamGibPico,
    rates.perGpuPico,
    rates.rule,
    rates.gpuRule,
    ...parts.flatMap(({ cpu, ram, gpu }: Parts) => [cpu, ram, gpu]),
  ];
}

function checkedAsset(asset: AssetCosts): Cell[] {
  return [
    asset.kind,
    asset.namespace,
    asset.name,
    asset.providerId,
    asset.storageClass,
    asset.quantity,
    asset.unobservedQuantity,
    asset.reported,
    asset.costNano,
    asset.unobservedNano,
    asset.pricePico,
    asset.priceRule,
  ];
}
