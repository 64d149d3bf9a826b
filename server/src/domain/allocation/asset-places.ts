import { type NodePlace, nodePlace } from "../prices/list/node-place.ts";
import type { AssetKey, CostRow, MeasuredNode } from "./measured-hour.ts";

/** Tells where an asset stands; null where nothing does. */
export type AssetPlaces = (asset: AssetKey) => NodePlace | null;

interface PlacedThings {
  readonly nodes: readonly MeasuredNode[];
  readonly rows?: readonly CostRow[];
}

const GOOGLE_ZONE = /\/zones\/([a-z]+-[a-z]+\d+)-[a-z]\//;
const GOOGLE_REGION = /\/regions\/([a-z]+-[a-z]+\d+)\//;
const AWS_ZONE = /^aws:\/\/([a-z]+(?:-[a-z]+)+-\d)[a-z]\//;

/**
 * Where an hour's assets stand. A volume: where its provider id says, else where the nodes are whose pods have it mounted, else
 * where all nodes are; a volume of which these say two regions stands nowhere. Others are told by no more than where all nodes are.
 */
export function assetPlaces({ nodes, rows = [] }: PlacedThings): AssetPlaces {
  const places = new Map(nodes.map((node) => [node.name, nodePlace(node)]));
  const home = onePlace([...places.values()]);
  // A local zone is a part of its region, which has the load balancers and the way out.
  const region = onePlace([...places.values()].map((place) => place && { ...place, zoneGroup: "" }));
  const mounted = Map.groupBy(
    rows.filter(({ asset, node }) => asset?.kind === "volume" && node !== ""),
    ({ asset }) => asset?.name ?? "",
  );
  return ({ kind, name, providerId }) => {
    if (kind !== "volume") return region;
    const told = toldPlace(providerId);
    if (told) return told;
    const nodesOf = mounted.get(name)?.map(({ node }) => places.get(node) ?? null);
    return nodesOf ? onePlace(nodesOf) : home;
  };
}

function toldPlace(providerId: string): NodePlace | null {
  const google = GOOGLE_ZONE.exec(providerId)?.[1] ?? GOOGLE_REGION.exec(providerId)?.[1];
  if (google !== undefined) return { cloud: "gcp", region: google, zoneGroup: "" };
  const aws = AWS_ZONE.exec(providerId)?.[1];
  return aws === undefined ? null : { cloud: "aws", region: aws, zoneGroup: "" };
}

/** The place that all are in; null where there is none, or more than one. */
function onePlace(places: readonly (NodePlace | null)[]): NodePlace | null {
  const [place] = places;
  if (!place) return null;
  const isIn = (each: NodePlace | null): boolean =>
    each?.cloud === place.cloud && each.region === place.region && each.zoneGroup === place.zoneGroup;
  return places.every(isIn) ? place : null;
}
