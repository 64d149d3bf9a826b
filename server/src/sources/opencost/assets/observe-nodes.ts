import { HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import { lastingLabels } from "../../../domain/object-labels.ts";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { FindingCode } from "../../../domain/findings/finding.ts";
import { BYTES_PER_GIB, MOST_CORES, MOST_RAM_BYTES } from "../../../domain/units.ts";
import {
  MINUTES_PER_HOUR,
  type NodeIdentity,
  type NodeObservation,
  type NodeSpan,
  type ReportedNodePrice,
} from "../../../domain/observation.ts";
import { placeInProviderId } from "../../../domain/prices/list/node-place.ts";
import { poolIn, saidIn } from "../../prometheus/assets/node-labels.ts";
import { settledIdentity } from "../../prometheus/identity/settled-identity.ts";
import { virtualSign } from "../../prometheus/assets/virtual-nodes.ts";
import type { Asset, NodeAsset } from "../answers/asset-answer.ts";
import { type AttendanceBook, hoursOfAsset } from "./attendance.ts";
import { placesOf, shortestPrice } from "./shortest-price.ts";

/**
 * Observes the nodes. One whose cores and memory OpenCost does not tell is left out: a node of no size would
 * leave nothing to the containers on it. `gpuNodes` are those on which a container took a GPU.
 */
export function observeNodes(
  book: AttendanceBook,
  gpuNodes: ReadonlySet<string>,
  findings: FindingBook,
): NodeObservation[] {
  return book.attend(isNode).flatMap(({ asset, lives, seenMinutes, unobservedMinutes }) => {
    const { name } = asset.properties;
    const spans = spansOf(lives.length > 0 ? lives : [asset], gpuNodes.has(name));
    const identity = identityOf(asset);
    const sign = virtualSign({ name, ...identity }) ?? limitOf(asset);
    const note = (code: FindingCode, detail: string): void =>
      findings.note(code, { kind: "node", name }, { minutes: MINUTES_PER_HOUR, detail });
    if (sign) note("node_billed_by_pod", sign);
    if (spans.length > 1)
      note("node_changed", spans.map((span) => span.identity?.providerId).join(", then "));
    const billing = sign ? "pods" : "capacity";
    return spans.length > 0 ? [{ name, ...identity, billing, seenMinutes, unobservedMinutes, spans }] : [];
  });
}

function isNode(asset: Asset): asset is NodeAsset {
  return asset.type === "Node";
}

/** One span for each machine that bore the name in the hour. */
function spansOf(lives: readonly NodeAsset[], isGpuUsed: boolean): NodeSpan[] {
  const [first, ...later] = lives.filter(({ cpuCores, ramBytes }) => cpuCores && ramBytes);
  const span = first ? nodeSpan(first, isGpuUsed) : null;
  if (!first || !span) return [];
  const others = later.filter((life) => life.properties.providerID !== first.properties.providerID);
  if (others.length === 0) return [span];

  return [first, ...others].flatMap((life, index) => {
    const fromMinute = index === 0 ? 0 : Math.floor((life.start % HOUR_MS) / MINUTE_MS);
    const own = nodeSpan(life, isGpuUsed);
    return own ? [{ ...own, fromMinute, identity: identityOf(life) }] : [];
  });
}

/** Says that OpenCost tells more of a node than any machine has, else null. */
function limitOf({ cpuCores, ramBytes }: NodeAsset): string | null {
  if ((cpuCores ?? 0) > MOST_CORES) return `${cpuCores} cores`;
  return (ramBytes ?? 0) > MOST_RAM_BYTES ? `${ramBytes} B` : null;
}

function identityOf({ properties, labels, nodeType, pool, preemptible }: NodeAsset): NodeIdentity {
  const { providerID, ...own } = labels;
  const providerId = properties.providerID || (providerID ?? "");
  const capacityType = preemptible === 1 ? "spot" : "";
  const identity = settledIdentity([
    // Its own words go first: labels may be those of the machine that bore the name before.
    { source: "exporter", says: { providerId, instanceType: nodeType, capacityType } },
    { source: "labels", says: saidIn(own) },
    { source: "provider-id", says: placeInProviderId(providerId) },
  ]);
  return { ...identity.machine, pool: pool || poolIn(own), labels: lastingLabels(own) };
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
  // OpenCost takes a price of zero for no price at all, so a reader must do the same.
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
