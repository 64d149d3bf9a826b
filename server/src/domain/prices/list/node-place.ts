import type { NodeIdentity } from "../../observation.ts";
import { LISTED_CLOUDS, type ListedCloud, readMachineType } from "./machine-type.ts";

/** What of a node tells where it stands. */
export type PlacedNode = Pick<NodeIdentity, "providerId" | "instanceType" | "region" | "labels"> &
  Partial<Pick<NodeIdentity, "zone">> & { readonly name?: string };

/** Where a node stands, as lists name it. */
export interface NodePlace {
  readonly cloud: ListedCloud;
  readonly region: string;
  /** The local zone's group, whose prices are its own; "" in a usual zone, or where the zone is not known. */
  readonly zoneGroup: string;
}

const CLOUD_OF_SCHEME: Readonly<Record<string, ListedCloud>> = { aws: "aws", azure: "azure", gce: "gcp" };
const ZONE_LABELS = ["topology_kubernetes_io_zone", "failure_domain_beta_kubernetes_io_zone"];

/**
 * The cloud, region and local zone of a node, by its provider id, its labels and the look of its type's name; null where it is on
 * no cloud that has a list.
 */
export function nodePlace(node: PlacedNode): NodePlace | null {
  const cloud = cloudOf(node);
  if (!cloud) return null;
  const zone = zoneOf(node, cloud);
  const told = node.region === "" ? regionOfZone(zone, cloud) : node.region;
  const region = (told === "" ? regionOfName(node) : told).toLowerCase();
  if (region === "") return null;
  return { cloud, region, zoneGroup: cloud === "aws" ? zoneGroupOf(zone, region) : "" };
}

/** The zone and region that a provider id holds: `aws:///eu-west-1a/i-0…`, `gce://project/europe-west1-b/name`. */
export function placeInProviderId(providerId: string): { readonly zone: string; readonly region: string } {
  const cloud = cloudOf({ providerId, instanceType: "" });
  const zone = cloud ? zoneOf({ providerId, labels: {} }, cloud) : "";
  return { zone, region: cloud ? regionOfZone(zone, cloud) : "" };
}

/** What tells a node's cloud. */
type CloudSigns = Pick<PlacedNode, "providerId" | "instanceType" | "name"> &
  Partial<Pick<PlacedNode, "labels">>;

const FARGATE_NAME = /^fargate-ip-[\d-]+(?:\.([a-z-]+-\d)\.compute|\.ec2)?\.?/;

/** Whether a node stands for pods that AWS runs on Fargate. */
export function isFargate({ name = "", providerId, labels = {} }: CloudSigns): boolean {
  const isLabelled = labels["eks_amazonaws_com_compute_type"]?.toLowerCase() === "fargate";
  return isLabelled || providerId.includes("/fargate-ip-") || FARGATE_NAME.test(name);
}

/** `fargate-ip-10-0-1-2.eu-west-1.compute.internal`; in us-east-1 names end with `ec2.internal`. */
function regionOfName({ name = "" }: PlacedNode): string {
  const region = FARGATE_NAME.exec(name)?.[1];
  return region ?? (/^fargate-ip-[\d-]+\.ec2\.internal$/.test(name) ? "us-east-1" : "");
}

/** By the provider id's scheme; a node without one is told by how its cloud alone names types. */
export function cloudOf(node: CloudSigns): ListedCloud | null {
  const { providerId, instanceType } = node;
  if (isFargate(node)) return "aws";
  const [, scheme] = /^([a-z]+):\/\//i.exec(providerId) ?? [];
  if (scheme !== undefined) return CLOUD_OF_SCHEME[scheme.toLowerCase()] ?? null;
  return LISTED_CLOUDS.find((cloud) => readMachineType(cloud, instanceType) !== null) ?? null;
}

/** `aws:///eu-west-1a/i-0…` and `gce://project/europe-west1-b/name` hold the zone. */
function zoneOf(
  { providerId, zone = "", labels }: Pick<PlacedNode, "providerId" | "zone" | "labels">,
  cloud: ListedCloud,
): string {
  if (zone !== "") return zone.toLowerCase();
  const labelled = ZONE_LABELS.map((name) => labels[name]).find(
    (value) => value !== undefined && value !== "",
  );
  if (labelled !== undefined) return labelled.toLowerCase();
  const [, first = "", second = ""] = /^[a-z]+:\/\/([^/]*)\/([^/]+)/i.exec(providerId) ?? [];
  return cloud === "azure" || (cloud === "aws" && first !== "") ? "" : second.toLowerCase();
}

const REGION_IN_ZONE: Readonly<Record<ListedCloud, RegExp>> = {
  aws: /^[a-z]+(?:-[a-z]+)+-\d/,
  azure: /^[a-z][a-z0-9]+(?=-\d$)/,
  gcp: /^[a-z]+-[a-z]+\d+(?=-[a-z]$)/,
};

/** The region that the name of a zone begins with; "" where it names none. */
export function regionOfZone(zone: string, cloud: ListedCloud): string {
  return REGION_IN_ZONE[cloud].exec(zone.toLowerCase())?.[0] ?? "";
}

/** `us-west-2-lax-1a` is in the group us-west-2-lax-1, and `us-east-1-wl1-bos-wlz-1` in us-east-1-wl1-bos. */
function zoneGroupOf(zone: string, region: string): string {
  const group = zone.replace(/-wlz-\d+$|(?<=\d)[a-z]$/, "");
  return group !== region && group.startsWith(`${region}-`) ? group : "";
}
