import { CAPACITY_TYPES, type IdentitySource, type Instant, MINUTE_MS } from "@kubecent/shared";
import { placeInProviderId } from "../../../domain/prices/list/node-place.ts";
import { capacityTypeInTaint, type NodeLabels, saidIn } from "../assets/node-labels.ts";
import { ASSETS, NODE_PRESENCE } from "../query/families.ts";
import { NODE_SIGNS } from "../query/sign-families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { distanceTo, labelOf, nearestValue, type Series } from "../series/series.ts";
import { copiedLabels } from "./copied-labels.ts";
import { type Claim, type IdentityTexts, lastPart } from "./settle-identity.ts";

/** A better exporter goes before a worse one, unless it was silent for this much longer at that time. */
const PATIENCE_MS = 5 * MINUTE_MS;

const PRICES = [ASSETS.nodeCpuPrice, ASSETS.nodePrice, ASSETS.nodeSpot];

/** What all sources say of a node at a time, in the order in which they are believed. */
export function claimsAt(node: FamilySeries, at: Instant, labels: NodeLabels): readonly Claim[] {
  const objectId = factAt(node.of(ASSETS.nodeInfo), "provider_id", at);
  const exporterId = exporterFactAt(node, "provider_id", at);
  const providerId = [objectId, labels["providerID"] ?? "", exporterId].find((id) => id !== "") ?? "";
  const claims: readonly (readonly [IdentitySource, IdentityTexts])[] = [
    ["object", { providerId: objectId }],
    ["labels", { providerId: labels["providerID"] ?? "", ...saidIn(labels) }],
    ["copied-labels", saidIn(copiedLabelsAt(node, at))],
    ["firmware", firmwareAt(node, at, providerId)],
    ["karpenter", karpenterAt(node, at)],
    ["taint", { capacityType: taintAt(node, at) }],
    ["exporter", { providerId: exporterId, ...exporterAt(node, at) }],
    ["provider-id", placeInProviderId(providerId)],
  ];
  return claims.map(([source, says]) => ({ source, says }));
}

/** The labels of a node that were copied onto other series of it. */
export function copiedLabelsAt(node: FamilySeries, at: Instant): NodeLabels {
  const copies = node.of(NODE_SIGNS.copied).map((each) => ({ labels: copiedLabels(each), series: each }));
  const told = copies.filter(({ labels }) => Object.keys(labels).length > 0);
  const [first] = told.toSorted((a, b) => silence(a.series, at) - silence(b.series, at));
  return first?.labels ?? {};
}

/** On AWS the firmware names the type and the instance; elsewhere it names its maker at the most. */
function firmwareAt(node: FamilySeries, at: Instant, providerId: string): IdentityTexts {
  const told = node
    .of(NODE_SIGNS.firmware)
    .filter(({ labels }) => labels["system_vendor"] === "Amazon EC2" && isOfMachine(labels, providerId))
    .toSorted((a, b) => silence(a, at) - silence(b, at));
  const { product_name: instanceType = "", board_asset_tag: tag = "" } = told[0]?.labels ?? {};
  return { instanceType, providerId: /^i-[0-9a-f]+$/.test(tag) ? tag : "" };
}

/** Firmware of the machine that bore the node's name before, or after, says nothing of this one. */
function isOfMachine({ board_asset_tag: tag = "" }: Series["labels"], providerId: string): boolean {
  return !tag.startsWith("i-") || !lastPart(providerId).startsWith("i-") || lastPart(providerId) === tag;
}

function karpenterAt(node: FamilySeries, at: Instant): IdentityTexts {
  const [first] = node.of(NODE_SIGNS.karpenter).toSorted((a, b) => silence(a, at) - silence(b, at));
  if (!first) return {};
  const { instance_type: instanceType = "", zone = "", capacity_type: capacityType = "" } = first.labels;
  return {
    instanceType,
    zone,
    capacityType: CAPACITY_TYPES.find((type) => type === capacityType.toLowerCase()) ?? "",
  };
}

function taintAt(node: FamilySeries, at: Instant): string {
  const [presence] = nearest(node.of(...NODE_PRESENCE), at);
  const longest = (presence ? distanceTo(presence, at) : 0) + PATIENCE_MS;
  const taints = node.of(ASSETS.nodeTaints).filter((each) => distanceTo(each, at) <= longest);
  const types = taints.map((each) => capacityTypeInTaint(labelOf(each, "key"), labelOf(each, "value")));
  return types.find((type) => type !== null) ?? "";
}

function exporterAt(node: FamilySeries, at: Instant): IdentityTexts {
  const [spot] = nearest(node.of(ASSETS.nodeSpot), at);
  return {
    instanceType: exporterFactAt(node, "instance_type", at),
    region: exporterFactAt(node, "region", at),
    capacityType: spot && nearestValue(spot, at) === 1 ? "spot" : "",
  };
}

/** What the first of the exporter's families says that was not silent for much longer than the others. */
function exporterFactAt(node: FamilySeries, label: string, at: Instant): string {
  const told = PRICES.map((family) => {
    const [first] = telling(node.of(family), label, at);
    return {
      value: first ? labelOf(first, label) : "",
      distance: first ? distanceTo(first, at) : Number.POSITIVE_INFINITY,
    };
  });
  const closest = Math.min(...told.map(({ distance }) => distance));
  return told.find(({ distance }) => distance <= closest + PATIENCE_MS)?.value ?? "";
}

function factAt(series: readonly Series[], label: string, at: Instant): string {
  const [first] = telling(series, label, at);
  return first ? labelOf(first, label) : "";
}

/** The nearest series that has a label, alone in a list. */
function telling(series: readonly Series[], label: string, at: Instant): Series[] {
  return nearest(
    series.filter((each) => isSaid(label, labelOf(each, label))),
    at,
  );
}

function isSaid(label: string, text: string): boolean {
  return text !== "" && !(label === "provider_id" && isPlaceholderId(text));
}

/** Cluster-autoscaler gives machines that it waits for an id that no machine has. */
export function isPlaceholderId(providerId: string): boolean {
  return /(?:^|\/)i-placeholder\b/.test(providerId);
}

/** The series with the sample nearest to a time, alone in a list; of two equally near, the first. */
export function nearest(series: readonly Series[], at: Instant): Series[] {
  const [first] = series.toSorted((a, b) => distanceTo(a, at) - distanceTo(b, at));
  return first ? [first] : [];
}

/** How long before or after a time a sign was last or first seen. Of one that was read as a single sample nobody knows: none. */
function silence({ times }: Series, at: Instant): number {
  if (times.length < 2) return 0;
  return Math.max(0, (times[0] ?? at) - at, at - (times.at(-1) ?? at));
}
