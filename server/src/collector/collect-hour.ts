import type { Instant } from "@kubecent/shared";
import type { AdviceObservation } from "../domain/advice/advice-observation.ts";
import { measureHour } from "../domain/allocation/measure-hour.ts";
import { priceHour } from "../domain/allocation/price-hour.ts";
import type { HourCosts } from "../domain/allocation/hour-costs.ts";
import { sourceShares } from "../domain/allocation/source-shares.ts";
import { type FoundThings, foundThings } from "../domain/findings/found-things.ts";
import { withKeptLabels } from "../domain/object-labels.ts";
import type { Source } from "../domain/observation.ts";
import type { ListsFor } from "../domain/prices/list/list-price.ts";
import type { PriceBook } from "../domain/prices/price-book.ts";
import { observedUsage, type UsageSketch } from "../domain/usage/observed-usage.ts";
import { isClosed } from "../domain/windows/due.ts";
import type { Lease } from "../store/collecting/leases.ts";
import { writeHour } from "../store/hours/write-hour.ts";
import { type CleanedNames, cleanObservation } from "./names/clean-observation.ts";
import { withLists } from "./with-lists.ts";
import type { Clock } from "./trusted-now.ts";
import { runAtOnce, type RunWork } from "./run-work.ts";
import type { HourTurns } from "./turns/hour-turns.ts";
import type { Database } from "../store/connection/database.ts";

/** A cluster whose hours are collected: where from, at which prices, and where to. */
export interface CollectedCluster {
  readonly clusterId: number;
  readonly name: string;
  readonly source: Source;
  /** The book that prices its hours where `rules` name no other. */
  readonly priceBook: PriceBook;
  /** What holds at this moment; without it the price book, and all labels. Asked anew for each hour. */
  readonly rules?: () => Promise<HourRules>;
  readonly database: Database;
  readonly now: () => Instant;
  /** Clocks that have to agree with `now` before an hour is taken for over; the source's own is one anyway. */
  readonly clocks?: readonly Clock[];
  /** The clouds' lists of prices for an hour's nodes; without it none. */
  readonly listsFor?: ListsFor;
  /** Turns at writing, shared by clusters that are collected at once; without them it writes at will. */
  readonly writing?: RunWork;
  /** Turns at collecting, shared by clusters that are collected at once; without them it has some of its own. */
  readonly turns?: HourTurns;
  /** What each hour is collected in, which takes much memory for a while; without it at will. */
  readonly collecting?: RunWork;
  /** Called when the source has answered all of an hour: what follows keeps the processor and the database. */
  readonly onObserved?: () => void;
  /** What allows this process to collect it; without one, as for an operator's command, writing asks nobody. */
  readonly lease?: Lease;
  /** The first instant that the store keeps anything of, as of now; without it, all that the source remembers. */
  readonly keptSince?: (now: Instant) => Instant;
}

/** How an hour is priced, and which labels are kept of it. */
export interface HourRules {
  readonly priceBook: PriceBook;
  /** The only labels that are kept of pods and namespaces; null keeps all. */
  readonly labelAllowList: readonly string[] | null;
}

/** An hour that is stored. */
export interface CollectedHour {
  readonly hour: Instant;
  readonly outcome: "written" | "unchanged";
  /** Share of its assets that defaults priced, 0 to 1. */
  readonly byDefault: number;
  /** How many rows of cost it has: how much memory it took. */
  readonly rowCount: number;
  readonly priceBook: PriceBook;
  /** What contradicts itself or cannot be in what the source told. */
  readonly found: readonly FoundThings[];
  /** Names that could not be stored as the source told them. */
  readonly cleaned: CleanedNames;
}

/** Observes one hour, prices it and stores it whole. Throws when the source or the database fails. */
export async function collectHour(
  cluster: CollectedCluster,
  hour: Instant,
  signal: AbortSignal,
): Promise<CollectedHour> {
  const { database, clusterId, lease, writing = runAtOnce } = cluster;
  const { priceBook, cleaned, ...priced } = await pricedHour(cluster, hour, signal);
  const { costs } = priced;
  const collectedAt = cluster.now();
  const status = isClosed(hour, collectedAt) ? "closed" : "provisional";
  const outcome = await writing(() =>
    writeHour(database, { clusterId, clusterName: cluster.name, ...priced, status, collectedAt, lease }),
  );
  const found = foundThings(costs);
  const rowCount = costs.rows.length;
  return {
    hour,
    outcome,
    byDefault: sourceShares(costs).get("default") ?? 0,
    rowCount,
    priceBook,
    cleaned,
    found,
  };
}

interface PricedHour {
  readonly costs: HourCosts;
  readonly usage: readonly UsageSketch[];
  readonly advice: AdviceObservation | undefined;
  readonly priceBook: PriceBook;
  readonly cleaned: CleanedNames;
}

/** On its own, so that the observation, which is large, is forgotten before the hour is written. */
async function pricedHour(
  cluster: CollectedCluster,
  hour: Instant,
  signal: AbortSignal,
): Promise<PricedHour> {
  const told = await cluster.source.observe(hour, signal);
  cluster.onObserved?.();
  const { observation: observed, cleaned } = cleanObservation(told);
  const { priceBook, labelAllowList } = (await cluster.rules?.()) ?? {
    priceBook: cluster.priceBook,
    labelAllowList: null,
  };
  const observation = withKeptLabels(observed, labelAllowList);
  const measured = measureHour(observation);
  const costs = priceHour(measured, await withLists(priceBook, measured, cluster.listsFor));
  const { advice } = observation;
  return { costs, usage: observedUsage(observation), advice, priceBook, cleaned };
}
