import {
  ClusterQuerySchema,
  formatInstant,
  type NodeIdentityRow,
  type PriceRow,
  type PricesAnswer,
  PricesAnswerSchema,
} from "@kubecent/shared";
import { cloudOf } from "../../domain/prices/list/node-place.ts";
import { readNodeIdentities, type StoredIdentity } from "../../store/queries/clusters/newest-nodes.ts";
import { readNewestPrices, type StoredPrice } from "../../store/queries/clusters/newest-prices.ts";
import { inSnapshot } from "../../store/connection/transaction.ts";
import { visibilityIn } from "../admission.ts";
import { formatPico } from "../figures.ts";
import { scopedProcedureFor } from "../trpc.ts";
import { requireWholeClusters } from "../whole-clusters.ts";
import { readClusterRows } from "./list-clusters.ts";

export const prices = scopedProcedureFor("cluster:view")
  .meta({
    rest: {
      method: "GET",
      path: "/clusters/prices",
      summary: "What each node, disk and other asset of the newest hour is priced at, and by which rule",
    },
  })
  .input(ClusterQuerySchema)
  .output(PricesAnswerSchema)
  .query(async ({ ctx: { services, caller }, input }) => {
    const priceLists = [...(await services.priceLists())];
    return inSnapshot(services.database, visibilityIn(caller, input.cluster), async (client, seen) => {
      const answer: PricesAnswer = { clusters: [], priceLists, rows: [], nodes: [] };
      const { priceBooks: chosen } = services.runtimeSettings.current();
      const found = await readClusterRows(client, input.cluster, seen);
      const clusters = found.map(({ cluster }) => cluster);
      requireWholeClusters({ clusters, seen }, "What everything is priced at");
      for (const cluster of clusters) {
        const newest = await readNewestPrices(client, cluster.clusterId);
        if (!newest) continue;
        const { priceBook } = newest;
        const hour = formatInstant(newest.hour);
        const { name, currency } = cluster;
        const chosenPriceBook = Object.hasOwn(chosen, name) ? (chosen[name] ?? null) : null;
        answer.clusters.push({ cluster: name, currency, hour, priceBook, chosenPriceBook });
        answer.rows.push(...newest.prices.map((price) => rowOf(cluster.name, price)));
        const identities = await readNodeIdentities(client, { ...cluster, hour: newest.hour });
        answer.nodes.push(...identities.map((identity) => nodeOf(name, identity)));
      }
      return answer;
    });
  });

function nodeOf(cluster: string, { labels, ...identity }: StoredIdentity): NodeIdentityRow {
  const place = { ...identity, name: identity.node, labels };
  return { cluster, cloud: cloudOf(place) ?? "", ...identity };
}

function rowOf(cluster: string, { pico, source, ...price }: StoredPrice): PriceRow {
  return { cluster, ...price, price: formatPico(pico), unit: unitOf(price), priceSource: source };
}

function unitOf({ kind, part }: Pick<StoredPrice, "kind" | "part">): PriceRow["unit"] {
  if (part === "cpu") return "core-hour";
  if (part === "gpu") return "GPU-hour";
  if (part === "ram" || kind === "volume") return "GiB-hour";
  return kind === "network" ? "GiB" : "hour";
}
