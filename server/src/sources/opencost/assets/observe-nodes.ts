import { keptLabels } from "../../../domain/labels.ts";
import type { NodeObservation, NodeSpan, ReportedNodePrice } from "../../../domain/observation.ts";
import { BYTES_PER_GIB } from "../../../domain/units.ts";
import { instanceTypeIn, isSpotIn, poolIn, regionIn } from "../../prometheus/assets/node-labels.ts";
import type { Asset, NodeAsset } from "../answers/asset.ts";
import { type AttendanceBook, hoursOfAsset } from "./attendance.ts";
import { placesOf, shortestPrice } from "./shortest-price.ts";

/**
 * Observes the nodes. One whose cores and memory OpenCost does not tell is left out: a node of no size would
 * leave nothing to the containers on it. `gpuNodes` are those on which a container took a GPU.
 */
export function observeNodes(book: AttendanceBook, gpuNodes: ReadonlySet<string>): NodeObservation[] {
  return book.attend(isNode).flatMap(({ asset, ...attendance }) => {
    const span = nodeSpan(asset, gpuNodes.has(asset.properties.name));
    return span ? [{ ...describeNode(asset), ...attendance, spans: [span] }] : [];
  });
}

function isNode(asset: Asset): asset is NodeAsset {
  return asset.type === "Node";
}

type Description = Omit<NodeObservation, "seenMinutes" | "unobservedMinutes" | "spans">;

function describeNode({ properties, labels, nodeType, pool, preemptible }: NodeAsset): Description {
  const { providerID, ...own } = labels;
  return {
    name: properties.name,
    providerId: properties.providerID || (providerID ?? ""),
    instanceType: nodeType || instanceTypeIn(own),
    region: regionIn(own),
    pool: pool || poolIn(own),
    spot: preemptible === 1 || isSpotIn(own),
    labels: keptLabels(own),
  };
}

function nodeSpan(asset: NodeAsset, isGpuUsed: boolean): NodeSpan | null {
  const { cpuCores, ramBytes, gpuCount, gpuCost } = asset;
  if (!cpuCores || !ramBytes) return null;
  // OpenCost counts one GPU on every node of which nothing tells how many it has, and prices it at nothing.
  const hasGpus = (gpuCost ?? 0) > 0 || isGpuUsed;
  return {
    fromMinute: 0,
    cpuCores: Math.round(cpuCores * 1e6) / 1e6,
    ramBytes: Math.round(ramBytes),
    gpus: hasGpus ? (gpuCount ?? 0) : 0,
    price: nodePrice(asset),
  };
}

/** A node's price by part, less what OpenCost discounts, with what a bill corrected spread over the parts. */
function nodePrice(asset: NodeAsset): ReportedNodePrice | null {
  const { cpuCost, ramCost, gpuCost, cpuCores, ramBytes, gpuCount, totalCost, discount } = asset;
  const hours = hoursOfAsset(asset);
  const places = placesOf(cpuCost, ramCost, gpuCost, totalCost);
  const corrected = correction(asset);
  const price = (cost: number | null, amount: number | null, factor: number): number | undefined =>
    cost && amount ? shortestPrice(cost, amount * hours, places) * factor : undefined;
  const discounted = corrected * (1 - Math.min(1, discount ?? 0));
  const perCpuCoreHour = price(cpuCost, cpuCores, discounted);
  const perRamGibHour = price(ramCost, (ramBytes ?? 0) / BYTES_PER_GIB, discounted);
  const perGpuHour = price(gpuCost, gpuCount, corrected);
  // OpenCost takes a price of zero for none at all, and so must whoever reads it.
  if (perCpuCoreHour !== undefined && perRamGibHour !== undefined) {
    return { perCpuCoreHour, perRamGibHour, ...(perGpuHour !== undefined && { perGpuHour }) };
  }
  return totalCost ? { perNodeHour: shortestPrice(totalCost, hours, places) } : null;
}

/** The factor by which a bill's correction raises or lowers the node's cost; 1 where there was none. */
function correction({ adjustment, totalCost }: NodeAsset): number {
  const uncorrected = (totalCost ?? 0) - (adjustment ?? 0);
  return adjustment && totalCost !== null && uncorrected > 0 ? totalCost / uncorrected : 1;
}
