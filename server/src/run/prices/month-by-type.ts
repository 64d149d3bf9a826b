import type { Instant } from "@kubecent/shared";
import { withLists } from "../../collector/with-lists.ts";
import { priceThings } from "../../domain/allocation/price-things.ts";
import type { MeasuredNode } from "../../domain/allocation/measured-hour.ts";
import type { ListsFor } from "../../domain/prices/list/list-price.ts";
import { DEFAULT_PRICE_BOOK, type PriceBook } from "../../domain/prices/price-book.ts";
import { readPriceBook } from "../../store/collecting/stored-price-books.ts";
import type { Database } from "../../store/connection/database.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";
import { EVERYTHING } from "../../store/access/visibility.ts";
import { type NewestAssets, readNewestAssets } from "../../store/queries/clusters/priced-assets.ts";
import { findClusters } from "../../store/queries/clusters/stored-clusters.ts";

/** A month of an average year, as bills count it. */
export const HOURS_PER_MONTH = 730;

/** What a month of a cluster's nodes of one type costs by one list and by another. */
export interface TypeMonth {
  readonly instanceType: string;
  readonly region: string;
  readonly nodes: number;
  readonly before: number;
  readonly after: number;
}

/** What newer lists make of a cluster. */
export interface ClusterMonth {
  readonly cluster: string;
  readonly currency: string;
  readonly hour: Instant;
  /** Types whose nodes a list, an estimate or a default prices. */
  readonly types: readonly TypeMonth[];
  /** Nodes that a price book, an exporter or Karpenter prices: no list changes them. */
  readonly others: number;
}

/** A cluster's newest stored hour, and the book that priced it. */
export interface NewestHour extends NewestAssets {
  readonly cluster: string;
  readonly book: PriceBook;
}

/** The newest hour of each cluster that has one. */
export async function newestHours(database: Database): Promise<NewestHour[]> {
  const found = await inSnapshot(database, EVERYTHING, async (client, seen) => {
    const hours: (NewestAssets & { readonly cluster: string })[] = [];
    for (const { name, clusterId } of await findClusters(client, {}, seen)) {
      const newest = await readNewestAssets(client, clusterId);
      if (newest) hours.push({ cluster: name, ...newest, nodes: lastSpans(newest.nodes) });
    }
    return hours;
  });
  return await Promise.all(
    found.map(async (hour) => ({
      ...hour,
      book: (await readPriceBook(database, hour.priceBook)) ?? DEFAULT_PRICE_BOOK,
    })),
  );
}

/** Each node once, as it ended the hour. */
function lastSpans(nodes: readonly MeasuredNode[]): MeasuredNode[] {
  return [...new Map(nodes.toSorted((a, b) => a.span - b.span).map((node) => [node.name, node])).values()];
}

/** Sources that go before lists. */
const BETTER = new Set(["custom", "exporter", "karpenter"]);

/** What a month of a cluster's nodes costs by the lists in use and by newer ones. */
export async function monthByType(
  hour: NewestHour,
  { before, after }: { readonly before: ListsFor; readonly after: ListsFor },
): Promise<ClusterMonth> {
  const { cluster, book, nodes } = hour;
  const things = { ...hour, assets: [] };
  const [byOld, byNew] = [
    priceThings(things, await withLists(book, things, before)),
    priceThings(things, await withLists(book, things, after)),
  ];
  const priced = nodes.map((node, index) => ({ node, old: byOld[index], now: byNew[index] }));
  const listed = priced.filter(({ old }) => old !== undefined && !BETTER.has(old.source));
  const groups = Map.groupBy(listed, ({ node }) => `${node.instanceType} ${node.region}`);
  const types = [...groups.values()].flatMap((group) => {
    const [first] = group;
    const sum = (price: (each: (typeof group)[number]) => number | undefined): number =>
      group.reduce((total, each) => total + (price(each) ?? 0), 0) * HOURS_PER_MONTH;
    if (!first) return [];
    const { instanceType, region } = first.node;
    const money = { before: sum(({ old }) => old?.price), after: sum(({ now }) => now?.price) };
    return [{ instanceType, region, nodes: group.length, ...money }];
  });
  return { cluster, currency: book.currency, hour: hour.hour, types, others: nodes.length - listed.length };
}
