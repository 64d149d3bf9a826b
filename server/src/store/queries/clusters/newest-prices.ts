import type { Instant, PriceRow, PriceSource } from "@kubecent/shared";
import type pg from "pg";
import { type Fragment, run, sql } from "../../connection/sql.ts";

/** What the things of a cluster's newest hour are priced at. */
interface NewestPrices {
  readonly hour: Instant;
  readonly priceBook: string;
  readonly prices: readonly StoredPrice[];
}

export interface StoredPrice {
  readonly kind: PriceRow["kind"];
  readonly namespace: string;
  readonly name: string;
  readonly part: PriceRow["part"];
  readonly pico: bigint;
  readonly source: PriceSource;
  readonly rule: string;
}

/** Reads the prices of a cluster's newest hour that says them; null where there is none. */
export async function readNewestPrices(
  client: pg.ClientBase,
  clusterId: number,
): Promise<NewestPrices | null> {
  const [newest] = await run<{ hour: Date; price_book: string }>(
    client,
    sql`select hour, price_book from cluster_hour
      where cluster_id = ${clusterId} and kind_seconds <> '{}' order by hour desc limit 1`,
  );
  if (!newest) return null;

  const at = sql`fact.cluster_id = ${clusterId} and fact.hour = ${newest.hour}`;
  const prices = await run<StoredPrice>(
    client,
    sql`${nodePart("cpu", at)} union all ${nodePart("ram", at)} union all ${nodePart("gpu", at)}
      union all select asset.kind, asset.namespace, asset.name, '', price_pico, price_source, price_rule
      from asset_hour fact join asset using (cluster_id, asset_id) where ${at}
      order by kind, namespace, name, part`,
  );
  return { hour: newest.hour.getTime(), priceBook: newest.price_book, prices };
}

/** Each node once: in an hour in which its price changed, at the price that it ended with. */
function nodePart(part: "cpu" | "ram" | "gpu", at: Fragment): Fragment {
  const isGpu = part === "gpu";
  return sql`select * from (select distinct on (fact.node_id) 'node' as kind, '' as namespace, node.name,
      ${part}::text as part, ${sql.ref(`${part}_price_pico`)} as pico,
      ${isGpu ? sql`gpu_price_source` : sql`price_source`} as source,
      ${isGpu ? sql`gpu_price_rule` : sql`price_rule`} as rule
    from node_hour fact join node using (cluster_id, node_id)
    where ${at} ${isGpu ? sql`and gpus > 0` : sql``} order by fact.node_id, span desc) nodes`;
}
