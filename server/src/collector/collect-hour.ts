import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import { allocateHour } from "../domain/allocation/allocate-hour.ts";
import type { Source } from "../domain/observation.ts";
import type { PriceBook } from "../domain/prices/price-book.ts";
import { isClosed } from "../domain/windows/due.ts";
import { writeHour } from "../store/write-hour.ts";

/** A cluster whose hours are collected: where from, at which prices, and where to. */
export interface CollectedCluster {
  readonly clusterId: number;
  readonly name: string;
  readonly source: Source;
  readonly priceBook: PriceBook;
  readonly pool: pg.Pool;
  readonly now: () => Instant;
  /** The first instant that the store keeps anything of, as of now; without it, all that the source remembers. */
  readonly keptSince?: (now: Instant) => Instant;
}

/** Observes one hour, prices it and stores it whole. Throws when the source or the database fails. */
export async function collectHour(
  cluster: CollectedCluster,
  hour: Instant,
  signal: AbortSignal,
): Promise<"written" | "unchanged"> {
  const observation = await cluster.source.observe(hour, signal);
  const costs = allocateHour(observation, cluster.priceBook);
  const collectedAt = cluster.now();
  const status = isClosed(hour, collectedAt) ? "closed" : "provisional";
  return writeHour(cluster.pool, { clusterId: cluster.clusterId, costs, status, collectedAt });
}
