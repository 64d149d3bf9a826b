import {
  ClusterQuerySchema,
  formatInstant,
  type PriceRow,
  type PricesAnswer,
  PricesAnswerSchema,
} from "@kubecent/shared";
import { readNewestPrices, type StoredPrice } from "../../store/queries/newest-prices.ts";
import { inSnapshot } from "../../store/transaction.ts";
import { formatPico } from "../pico.ts";
import { procedureFor } from "../trpc.ts";
import { readClusterRows } from "./rows.ts";

export const prices = procedureFor("cluster:view")
  .meta({
    rest: {
      method: "GET",
      path: "/clusters/prices",
      summary: "What each node, disk and other asset of the newest hour is priced at, and by which rule",
    },
  })
  .input(ClusterQuerySchema)
  .output(PricesAnswerSchema)
  .query(({ ctx: { services }, input }) =>
    inSnapshot(services.pool, async (client) => {
      const answer: PricesAnswer = { clusters: [], rows: [] };
      const { priceBooks: chosen } = services.runtimeSettings.current();
      for (const { cluster } of await readClusterRows(client, input.cluster)) {
        const newest = await readNewestPrices(client, cluster.clusterId);
        if (!newest) continue;
        const { priceBook } = newest;
        const hour = formatInstant(newest.hour);
        const { name, currency } = cluster;
        const chosenPriceBook = Object.hasOwn(chosen, name) ? (chosen[name] ?? null) : null;
        answer.clusters.push({ cluster: name, currency, hour, priceBook, chosenPriceBook });
        answer.rows.push(...newest.prices.map((price) => rowOf(cluster.name, price)));
      }
      return answer;
    }),
  );

function rowOf(cluster: string, { pico, source, ...price }: StoredPrice): PriceRow {
  return { cluster, ...price, price: formatPico(pico), unit: unitOf(price), priceSource: source };
}

function unitOf({ kind, part }: Pick<StoredPrice, "kind" | "part">): PriceRow["unit"] {
  if (part === "cpu") return "core-hour";
  if (part === "gpu") return "GPU-hour";
  if (part === "ram" || kind === "volume") return "GiB-hour";
  return kind === "network" ? "GiB" : "hour";
}
