import { type CapacityType, HOUR_MS } from "@kubecent/shared";
import type { FindingBook } from "../../../domain/findings/finding-book.ts";
import type { FindingCode } from "../../../domain/findings/finding.ts";
import {
  MINUTES_PER_HOUR,
  type NodeIdentity,
  type NodeObservation,
  type ReportedNodePrice,
} from "../../../domain/observation.ts";
import type { DeviceSources } from "../accelerators/device-reader.ts";
import { deviceSources } from "../accelerators/gpu-serials.ts";
import type { AttendedPod } from "../pods/end-with-node.ts";
import { ASSETS, NODE_FAMILIES, NODE_PRESENCE } from "../query/families.ts";
import { NODE_SIGNS } from "../query/sign-families.ts";
import type { FamilySeries } from "../query/family-series.ts";
import { labelOf } from "../series/series.ts";
import type { Stretches } from "../time/stretches.ts";
import { type AssetContext, AttendanceBook, hasAttended } from "./attendance.ts";
import { copiedLabelsAt, isPlaceholderId } from "../identity/claims.ts";
import { noteContradictions } from "../identity/note-contradictions.ts";
import { identitiesOf, mostFrequent } from "./node-identity.ts";
import { nodePriceReader } from "./read-prices.ts";
import { nodeSizes } from "./node-spans.ts";
import { type NodeSigns, virtualSign } from "./virtual-nodes.ts";

/** Sorts the series about nodes by the node's name. */
export function byNode(series: FamilySeries): Map<string, FamilySeries> {
  return series.groupBy([...NODE_FAMILIES, ...Object.values(NODE_SIGNS)], (each) =>
    labelOf(each, "node", "instance"),
  );
}

/** What else is known of when nodes were there, by their names. */
interface NodeTimes {
  /** When each node's cAdvisor sent samples. */
  readonly measured: ReadonlyMap<string, Stretches>;
  /** When a node is known to have been off. */
  readonly off?: ReadonlyMap<string, Stretches>;
}

/**
 * Observes the nodes. One whose cores and memory nobody tells is its pods, at its own price; without a price it is
 * left out, for a node of no size would leave nothing to the containers on it.
 */
export function observeNodes(
  series: FamilySeries,
  { measured, off = new Map() }: NodeTimes,
  context: AssetContext,
): NodeObservation[] {
  const book = new AttendanceBook(series.of(...NODE_PRESENCE), context);
  const nodes = byNode(series);
  const deviceSourcesOf = deviceSources(series, nodes);
  return [...nodes].flatMap(([name, node]) => {
    if (isPlaceholder(node)) return [];
    const attendance = book.attendBut(off.get(name) ?? [], node.of(...NODE_PRESENCE), "", measured.get(name));
    const nodeContext = { ...context, name, devices: deviceSourcesOf(name) };
    const described = hasAttended(attendance) ? describeNode(node, nodeContext) : null;
    return described ? [{ name, ...described, ...attendance }] : [];
  });
}

/** Cluster-autoscaler's stand-in for a machine that it waits for is no node, whatever is told of it. */
function isPlaceholder(node: FamilySeries): boolean {
  const told = node.of(ASSETS.nodeInfo).map((each) => labelOf(each, "provider_id"));
  return told.length > 0 && told.every(isPlaceholderId);
}

type Description = Omit<NodeObservation, "name" | "seenMinutes" | "unobservedMinutes">;

/** How nodes are paid for whose price stands in a contract alone. */
const BY_CONTRACT: ReadonlySet<CapacityType> = new Set<CapacityType>(["reserved", "capacity-block"]);

interface NodeContext extends AssetContext {
  readonly name: string;
  readonly devices: DeviceSources;
}

function describeNode(node: FamilySeries, context: NodeContext): Description | null {
  const { name, hour, trustedJobs, findings } = context;
  const toldIdentities = identitiesOf(node, hour, trustedJobs);
  noteContradictions(name, toldIdentities, findings);
  const identities = toldIdentities.map(({ identity: each }) => each);
  const identity = identities[lastingIndex(identities)];
  if (!identity) return null;

  const labels = { ...copiedLabelsAt(node, hour), ...identity.labels };
  const virtual = virtualSign({ name, ...identity, labels, ...virtualFacts(node) });
  const { spans, limit, ignored } = nodeSizes(node, { ...context, isVirtual: virtual !== null }, identities);
  const sign = virtual ?? limit;
  const price = spans.length === 0 ? priceByPart(node, context) : null;
  const isUnsized = spans.length === 0 && (sign !== "" || price !== null);
  const sized = isUnsized ? [{ ...UNSIZED, price }] : spans;
  if (sized.length === 0) return null;

  const note = (code: FindingCode, detail: string): void =>
    findings.note(code, { kind: "node", name }, { minutes: MINUTES_PER_HOUR, detail });
  if (ignored !== "") note("node_size_impossible", ignored);
  if (sign !== "") note("node_billed_by_pod", sign);
  if (BY_CONTRACT.has(identity.capacityType)) note("node_price_by_contract", identity.capacityType);
  if (new Set(identities.map(identityText)).size > 1) {
    note("node_changed", changeText(identities));
  }
  if (isUnsized && sign === "") note("node_undescribed", "its price is told, its size is not");
  return { ...identity, billing: sign === "" && !isUnsized ? "capacity" : "pods", spans: sized };
}

/** The price of a node's core and GiB; null where only a total is told, which tells nothing without a size. */
function priceByPart(node: FamilySeries, context: NodeContext): ReportedNodePrice | null {
  const price = nodePriceReader(node, context)(context.hour + HOUR_MS / 2);
  if (price?.perCpuCoreHour === undefined || price.perRamGibHour === undefined) return null;
  const { perNodeHour: _, ...parts } = price;
  return parts;
}

/** A node of which nobody tells the size: its pods are all that is known of it. */
const UNSIZED = { fromMinute: 0, cpuCores: 0, ramBytes: 0, gpus: 0 };

/** An identity as a text; who told it makes no other machine. */
function identityText(identity: NodeIdentity): string {
  return JSON.stringify({ ...identity, told: null });
}

/** The identity of most minutes. */
function lastingIndex(identities: readonly NodeIdentity[]): number {
  const texts = identities.map(identityText);
  return texts.indexOf(mostFrequent(texts));
}

function changeText(identities: readonly NodeIdentity[]): string {
  const texts = identities.map(({ providerId, instanceType, capacityType }) =>
    [providerId, instanceType, capacityType === "on-demand" ? "" : capacityType]
      .filter((text) => text !== "")
      .join(" "),
  );
  return [...new Set(texts)].join(", then ");
}

function virtualFacts(node: FamilySeries): Pick<NodeSigns, "kubeletVersion" | "taints"> {
  const [info] = node.of(ASSETS.nodeInfo);
  return {
    kubeletVersion: info ? labelOf(info, "kubelet_version") : "",
    taints: node.of(ASSETS.nodeTaints).map((each) => labelOf(each, "key")),
  };
}

/** Marks the nodes that pods run on and that nobody describes. */
export function noteUndescribed(
  nodes: readonly NodeObservation[],
  pods: readonly AttendedPod[],
  findings: FindingBook,
): void {
  const described = new Set(nodes.map(({ name }) => name));
  const lacking = Map.groupBy(pods, ({ observation }) => observation.node);
  for (const [name, own] of lacking) {
    if (name === "" || described.has(name)) continue;
    const detail = `${own.length} pods`;
    findings.note("node_undescribed", { kind: "node", name }, { minutes: MINUTES_PER_HOUR, detail });
  }
}
