import type { PriceSource } from "@kubecent/shared";
import type pg from "pg";
import type { AssetCosts, HourCosts, NodeCosts } from "../../domain/allocation/hour-costs.ts";
import { compareAssets } from "../../domain/allocation/price-hour.ts";
import type { HourPlace } from "../hours/hour-place.ts";
import { readMeasuredHour } from "../hours/read-hour.ts";
import { readPricedRows } from "../hours/read-hour-rows.ts";

/**
 * Reads an hour as it was priced, from its rows and assets: money, prices and rules as they are stored. Null
 * where there is no such hour, or where it was stored before quantities were kept.
 */
export async function readPricedHour(client: pg.ClientBase, place: HourPlace): Promise<HourCosts | null> {
  const measured = await readMeasuredHour(client, place, readPricedRows);
  if (!measured) return null;

  const { rows } = await client.query<{ price_book: string; currency: string }>(
    `select price_book, currency from cluster_hour join cluster using (cluster_id)
     where cluster_id = $1 and hour = $2`,
    [place.clusterId, new Date(place.hour)],
  );
  const nodeMoney = await readNodeMoney(client, place);
  const assetMoney = await readAssetMoney(client, place);
  return {
    ...measured,
    priceBook: rows[0]?.price_book ?? "",
    currency: rows[0]?.currency ?? "",
    nodes: measured.nodes.map((node) => ({ ...node, ...priced(nodeMoney, `${node.span} ${node.name}`) })),
    assets: measured.assets
      .map((asset) => ({ ...asset, ...priced(assetMoney, assetText(asset)) }))
      .toSorted(compareAssets),
  };
}

function priced<Money>(money: ReadonlyMap<string, Money>, key: string): Money {
  const found = money.get(key);
  if (!found) throw new Error(`Nothing says what ${key} cost`);
  return found;
}

type NodeMoney = Pick<NodeCosts, "rates" | "asset" | "allocated" | "idle" | "unobserved">;

async function readNodeMoney(
  client: pg.ClientBase,
  { clusterId, hour }: HourPlace,
): Promise<Map<string, NodeMoney>> {
  const { rows } = await client.query<NodeRecord>(
    `select fact.*, node.name from node_hour fact join node using (cluster_id, node_id)
     where cluster_id = $1 and hour = $2`,
    [clusterId, new Date(hour)],
  );
  return new Map(rows.map((row) => [`${row.span} ${row.name}`, nodeMoneyOf(row)]));
}

interface NodeRecord extends Record<string, unknown> {
  name: string;
  span: number;
  price_source: PriceSource;
  gpu_price_source: PriceSource | null;
  price_rule: string;
  gpu_price_rule: string;
}

function nodeMoneyOf(record: NodeRecord): NodeMoney {
  const big = (column: string): bigint => {
    const value = record[column];
    return typeof value === "bigint" ? value : 0n;
  };
  const parts = (share: string): NodeCosts["asset"] => ({
    cpu: big(`cpu_${share}_nano`),
    ram: big(`ram_${share}_nano`),
    gpu: big(`gpu_${share}_nano`),
  });
  return {
    rates: {
      perCpuCorePico: big("cpu_price_pico"),
      perRamGibPico: big("ram_price_pico"),
      perGpuPico: big("gpu_price_pico"),
      source: record.price_source,
      gpuSource: record.gpu_price_source ?? record.price_source,
      rule: record.price_rule,
      gpuRule: record.gpu_price_rule,
    },
    asset: parts("asset"),
    allocated: parts("allocated"),
    idle: parts("idle"),
    unobserved: parts("unobserved"),
  };
}

type AssetMoney = Pick<AssetCosts, "costNano" | "unobservedNano" | "pricePico" | "priceSource" | "priceRule">;

interface AssetRecord {
  kind: string;
  namespace: string;
  name: string;
  provider_id: string;
  storage_class: string;
  cost_nano: bigint;
  unobserved_nano: bigint;
  price_pico: bigint | null;
  price_source: PriceSource;
  price_rule: string;
}

async function readAssetMoney(
  client: pg.ClientBase,
  { clusterId, hour }: HourPlace,
): Promise<Map<string, AssetMoney>> {
  const { rows } = await client.query<AssetRecord>(
    `select kind, namespace, name, provider_id, storage_class, cost_nano, unobserved_nano, price_pico,
       price_source, price_rule
     from asset_hour join asset using (cluster_id, asset_id) where cluster_id = $1 and hour = $2`,
    [clusterId, new Date(hour)],
  );
  return new Map(
    rows.map((row) => [
      assetText({ ...row, providerId: row.provider_id, storageClass: row.storage_class }),
      {
        costNano: row.cost_nano,
        unobservedNano: row.unobserved_nano,
        pricePico: row.price_pico ?? 0n,
        priceSource: row.price_source,
        priceRule: row.price_rule,
      },
    ]),
  );
}

interface NamedAsset {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly providerId: string;
  readonly storageClass: string;
}

function assetText({ kind, namespace, name, providerId, storageClass }: NamedAsset): string {
  return JSON.stringify([kind, namespace, name, providerId, storageClass]);
}
