import type { Instant } from "@kubecent/shared";
import { labelOf, type Series } from "../series/series.ts";

/** Ends of standard support of EKS' versions, as AWS' calendar had them in April 2026: afterwards a cluster's hour costs more. */
const END_OF_STANDARD_SUPPORT: ReadonlyMap<number, string> = new Map([
  [24, "2024-01-31"],
  [25, "2024-05-01"],
  [26, "2024-06-11"],
  [27, "2024-07-24"],
  [28, "2024-11-26"],
  [29, "2025-03-23"],
  [30, "2025-07-23"],
  [31, "2025-11-26"],
  [32, "2026-03-23"],
  [33, "2026-07-29"],
  [34, "2026-12-02"],
  [35, "2027-03-27"],
]);
const OLDEST_KNOWN = 24;
/** Before this day AWS took nothing more for extended support. */
const EXTENDED_IS_PAID_FROM = "2024-04-01";

const PLATFORMS = [
  { platform: "eks", providerId: /^aws:\/\//, version: /^v1\.(\d+)\.\d+-eks-/, node: /./ },
  { platform: "gke", providerId: /^gce:\/\//, version: /^v1\.(\d+)\.\d+-gke\./, node: /./ },
  { platform: "aks", providerId: /^azure:\/\//, version: /^v1\.(\d+)\./, node: /^(?:virtual-node-)?aks-/ },
] as const;

/** The cloud's service that runs a cluster, as its nodes tell: `eks`, `eks-extended`, `gke`, `aks`; null where none does. */
export function clusterPlatform(nodeInfo: readonly Series[], hour: Instant): string | null {
  const found = PLATFORMS.find((each) => nodeInfo.some((node) => minorOf(node, each) !== null));
  if (!found) return null;
  const newest = Math.max(...nodeInfo.map((node) => minorOf(node, found) ?? 0));
  return found.platform === "eks" && isExtended(newest, hour) ? "eks-extended" : found.platform;
}

function minorOf(series: Series, { providerId, version, node }: (typeof PLATFORMS)[number]): number | null {
  const isThere = providerId.test(labelOf(series, "provider_id")) && node.test(labelOf(series, "node"));
  const [, minor] = version.exec(labelOf(series, "kubelet_version")) ?? [];
  return isThere && minor !== undefined ? Number(minor) : null;
}

/** No node is newer than its control plane: where the newest node is in standard support, so is the cluster. */
function isExtended(minor: number, hour: Instant): boolean {
  const end = minor < OLDEST_KNOWN ? EXTENDED_IS_PAID_FROM : END_OF_STANDARD_SUPPORT.get(minor);
  return end !== undefined && hour >= dayOf(end) && hour >= dayOf(EXTENDED_IS_PAID_FROM);
}

function dayOf(day: string): Instant {
  return Date.parse(`${day}T00:00:00Z`);
}
