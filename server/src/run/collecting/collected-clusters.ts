import type { Instant } from "@kubecent/shared";
import type { Database } from "../../store/connection/database.ts";
import type { CollectedCluster } from "../../collector/collect-hour.ts";
import { keptSince, type Retention } from "../../store/retention/maintenance.ts";
import { createWorkQueue } from "../../collector/run-work.ts";
import { createHourTurns } from "../../collector/turns/hour-turns.ts";
import { SettingsError } from "../../config/settings-error.ts";
import { ClusterRefusal, readDatabaseClock, registerCluster } from "../../store/collecting/collection.ts";
import { savePriceBook } from "../../store/collecting/stored-price-books.ts";
import { type Collecting, type CollectingOptions, startCollecting } from "./start-collecting.ts";
import type { ConfiguredCluster } from "../start/configured-clusters.ts";
import { priceShelf } from "../../price-list/price-shelf.ts";
import { storedLists } from "../prices/stored-lists.ts";
import { configuredSource } from "../start/configured-source.ts";
import { sparingMemory } from "../start/bound-heap.ts";
import { makeDemoBudget } from "./demo-budget.ts";
import { hourRules, type RuntimeRules } from "./hour-rules.ts";
import { createProgressView } from "./progress-bar.ts";

interface Registration {
  readonly database: Database;
  /** How many connections the pool has. */
  readonly dbPoolMax: number;
  readonly now: () => Instant;
  /** How long things are kept, as of now. */
  readonly retention: () => Retention;
  /** What is changed at run time of how hours are priced and labelled. */
  readonly rules: () => RuntimeRules;
}

/**
 * Makes the clusters and their price books known to the store, ready to be collected. Throws SettingsError
 * with all clusters together that hold what their settings do not go with.
 */
export async function registerClusters(
  configured: readonly ConfiguredCluster[],
  { database, dbPoolMax, now, retention, rules }: Registration,
): Promise<CollectedCluster[]> {
  // However many clusters catch up at once, questions keep half of the connections.
  const writing = createWorkQueue(Math.max(1, Math.floor(dbPoolMax / 2)));
  const turns = createHourTurns();
  const clocks = [{ whose: "the database", read: () => readDatabaseClock(database) }];
  const listsFor = priceShelf({ store: storedLists(database) });
  const refusals: string[] = [];
  const registered: CollectedCluster[] = [];
  for (const cluster of configured) {
    try {
      const one = await registerOne(cluster, database, now);
      if (cluster.source.kind === "demo" && cluster.source.quiet !== true)
        await makeDemoBudget(database, one);
      registered.push({
        ...one,
        writing,
        turns,
        listsFor,
        collecting: sparingMemory,
        clocks,
        keptSince: (at) => keptSince(retention(), at),
        rules: hourRules(one, rules),
      });
    } catch (error) {
      if (!(error instanceof ClusterRefusal)) throw error;
      refusals.push(error.message);
    }
  }
  if (refusals.length > 0) throw new SettingsError(refusals);
  return registered;
}

/** Makes one cluster and its price book known to the store. Throws ClusterRefusal. */
export async function registerOne(
  { name, source: settings, priceBook: unregistered }: ConfiguredCluster,
  database: Database,
  now: () => Instant,
): Promise<CollectedCluster> {
  const source = configuredSource(settings, now);
  const { currency } = unregistered;
  const clusterId = await registerCluster(database, { name, source: source.kind, currency });
  const priceBook = await savePriceBook(database, unregistered);
  const listsFor = priceShelf({ store: storedLists(database) });
  return { clusterId, name, source, priceBook, listsFor, database, now };
}

/** Collects all clusters side by side: what becomes of one is nothing to the others. */
export function startCollectingAll(
  clusters: readonly CollectedCluster[],
  told: Pick<CollectingOptions, "log" | "onWritten" | "findings" | "work">,
): Collecting {
  // Where the log goes to the terminal too, its lines would run into a bar.
  const isAlone = clusters.length === 1 && !process.stdout.isTTY;
  const collecting = clusters.map((cluster) =>
    startCollecting({
      cluster,
      ...told,
      view: createProgressView(cluster.name, process.stderr, { isAlone }),
    }),
  );
  return {
    stop: async () => {
      await Promise.all(collecting.map((each) => each.stop()));
    },
  };
}
