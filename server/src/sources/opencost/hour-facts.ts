import { HOUR_MS, type Instant, MINUTE_MS } from "@kubecent/shared";
import { LONGEST_BRIDGE_MS, type TimeWindow, windowOfHour } from "../prometheus/time/stretches.ts";
import type { Allocation } from "./answers/allocation-answer.ts";
import type { Asset } from "./answers/asset-answer.ts";
import type { OpenCostClient } from "./opencost-client.ts";

/** All that OpenCost tells of an hour, and what stood around it where the hour itself was not seen to its ends. */
export interface HourFacts {
  readonly hour: Instant;
  /** Containers; without the rows that stand for idle and for unmounted volumes. */
  readonly containers: readonly Allocation[];
  readonly assets: readonly Asset[];
  /** Up to three hours before and after the hour. */
  readonly assetsBefore: readonly Asset[];
  readonly assetsAfter: readonly Asset[];
  /** False where an answer warned that something is missing: then nothing of it is used. */
  readonly isWhole: boolean;
}

/** How the names of Fargate's stand-ins for nodes begin, which OpenCost leaves out of the assets. */
const FARGATE = "fargate-";

export interface HourQuestion {
  readonly client: OpenCostClient;
  readonly hour: Instant;
  readonly now: Instant;
  readonly signal: AbortSignal;
}

/** Asks for an hour, and for its surroundings where a part of it went unseen. */
export async function readHourFacts(question: HourQuestion): Promise<HourFacts> {
  const { client, hour, signal } = question;
  const window = windowOfHour(hour);
  const [allocations, assets] = await Promise.all([
    client.allocations(window, signal),
    client.assets(window, signal),
  ]);
  const containers = allocations.rows.filter(isContainer);
  const isWhole = allocations.isWhole && assets.isWhole && !isHalf(containers, assets.rows);
  const own = isWhole ? { containers, assets: assets.rows } : { containers: [], assets: [] };
  const around = await readAround(question, own);
  return { hour, ...own, ...around, isWhole: allocations.isWhole && assets.isWhole };
}

/**
 * Whether one of the two answers lacks what the other implies: nodes without a single container, or containers
 * without a single node. Either would make a whole hour idle, or price it at a guess. Fargate has no nodes.
 */
function isHalf(containers: readonly Allocation[], assets: readonly Asset[]): boolean {
  const hasNodes = assets.some(({ type }) => type === "Node");
  if (hasNodes) return containers.length === 0;
  return containers.some(({ properties: { node } }) => node !== "" && !node.startsWith(FARGATE));
}

/** We do not ask for idle rows, but a proxy or a later version may add them. */
function isContainer({ name, properties }: Allocation): boolean {
  const isIdle = name.split("/").includes("__idle__");
  return !isIdle && properties.container !== "__unmounted__" && properties.pod !== "__unmounted__";
}

async function readAround(
  { client, hour, now, signal }: HourQuestion,
  { containers, assets }: Pick<HourFacts, "containers" | "assets">,
): Promise<Pick<HourFacts, "assetsBefore" | "assetsAfter">> {
  const nodes = assets.filter(({ type }) => type === "Node");
  const isOnFargate = nodes.length === 0 && containers.length > 0;
  const isLate = !isOnFargate && nodes.every(({ start }) => start > hour);
  const isEarly = !isOnFargate && nodes.every(({ end }) => end < hour + HOUR_MS);
  const read = async (isWanted: boolean, window: TimeWindow): Promise<readonly Asset[]> =>
    isWanted && window.end > window.start ? (await client.assets(window, signal)).rows : [];
  const after = hour + HOUR_MS;
  // A window that ends in the future would be answered, but never twice alike.
  const lastMinute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const [assetsBefore, assetsAfter] = await Promise.all([
    read(isLate, { start: hour - LONGEST_BRIDGE_MS, end: hour }),
    read(isEarly, { start: after, end: Math.min(after + LONGEST_BRIDGE_MS, lastMinute) }),
  ]);
  return { assetsBefore, assetsAfter };
}
