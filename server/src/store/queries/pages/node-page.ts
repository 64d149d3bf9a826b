import type { CapacityType, MoneyColumn } from "@kubecent/shared";
import type { Measures } from "../../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS, readMeasures } from "../../connection/columns.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { capacityTypeOf } from "../../names/capacity-cells.ts";
import type { CostOrder } from "./cost-page.ts";
import { ASSET_COLUMNS, CAPACITY_COLUMNS, nodeRelation } from "../relations/node-relation.ts";
import type { AskedSelection } from "../where/selection.ts";
import {
  type PageBounds,
  type PageKey,
  type PageOrder,
  type PagePosition,
  readPage,
} from "../../paging/keyset-page.ts";
import type { PageSource } from "../../paging/page-source.ts";
import { withStretches } from "../where/row-stretches.ts";

/**
 * What tells nodes apart, and their order where they cost the same. Not their ids: those count the nodes of everybody,
 * and would stand in cursors.
 */
const NODE_KEYS: readonly PageKey[] = [
  ...["cluster", "node", "provider_id", "instance_type", "region", "pool"].map((name) => ({ name })),
  { name: "spot", type: "boolean" },
  { name: "capacity_type", isLater: true },
];

/** What a node had and cost (columns of its assets), and what its pods billed, requested and used. */
export interface NodeSums {
  /** Null where it is not to be told, because the node's cluster is seen in part. */
  readonly capacity: Readonly<Record<(typeof CAPACITY_COLUMNS)[number], bigint | null>>;
  readonly asset: Readonly<Record<(typeof ASSET_COLUMNS)[number], bigint>>;
  readonly usage: Measures;
}

export interface SummedNode extends NodeSums {
  readonly cluster: string;
  readonly node: string;
  readonly instanceType: string;
  readonly pool: string;
  readonly capacityType: CapacityType;
  readonly providerId: string;
}

export interface NodePage {
  readonly rows: readonly SummedNode[];
  readonly totals: NodeSums;
  readonly next: PagePosition | null;
}

export interface NodePageQuestion extends PageBounds {
  readonly selection: AskedSelection;
  readonly order: CostOrder;
}

const ORDER_COLUMNS: Readonly<Record<MoneyColumn, Fragment>> = {
  cpuCost: sql`cpu_allocated_nano + cpu_unobserved_nano`,
  ramCost: sql`ram_allocated_nano + ram_unobserved_nano`,
  gpuCost: sql`gpu_allocated_nano + gpu_unobserved_nano`,
  volumeCost: sql`0::bigint`,
  networkCost: sql`0::bigint`,
  loadBalancerCost: sql`0::bigint`,
  sharedCost: sql`0::bigint`,
  idleCost: sql`cpu_idle_nano + ram_idle_nano + gpu_idle_nano`,
  totalCost: sql`cpu_asset_nano + ram_asset_nano + gpu_asset_nano`,
};

type NodeRecord = Record<string, bigint | string | boolean | null>;

/** Reads one page of nodes, and the totals over all pages. */
export async function readNodePage(source: PageSource, question: NodePageQuestion): Promise<NodePage> {
  const { client } = source;
  const selection = await source.once("stretches", () => withStretches(client, question.selection));
  const relation = nodeRelation(selection);
  const nodes = { from: sql`(${relation})`, order: orderOf(question.order) };
  const { rows, next } = await readPage<NodeRecord>(source, nodes, question);
  const [totals] = await source.once("totals", () =>
    run<NodeRecord>(client, sql`select ${totalsList()} from (${relation}) page`),
  );
  return { rows: rows.map(nodeOf), totals: sumsOf(totals ?? {}), next };
}

function orderOf(order: CostOrder): PageOrder {
  return order.by === "keys"
    ? { by: null, descending: false, keys: NODE_KEYS }
    : { by: ORDER_COLUMNS[order.by], descending: order.descending, keys: NODE_KEYS };
}

function totalsList(): Fragment {
  const sizes = CAPACITY_COLUMNS.map((name) => {
    const column = sql.ref(name);
    return sql`case when bool_or(${column} is null) then null else ${sumOf(column)} end as ${column}`;
  });
  const sums = [...ASSET_COLUMNS, ...MEASURE_COLUMNS].map(
    (name) => sql`${sumOf(sql.ref(name))} as ${sql.ref(name)}`,
  );
  return sql.join([...sizes, ...sums]);
}

function sumOf(column: Fragment): Fragment {
  return sql`coalesce(sum(${column}), 0)`;
}

function nodeOf(record: NodeRecord): SummedNode {
  return {
    cluster: String(record["cluster"]),
    node: String(record["node"]),
    instanceType: String(record["instance_type"]),
    pool: String(record["pool"]),
    capacityType: capacityTypeOf(record["spot"] === true, String(record["capacity_type"])),
    providerId: String(record["provider_id"]),
    ...sumsOf(record),
  };
}

function sumsOf(record: NodeRecord): NodeSums {
  const asset = Object.fromEntries(ASSET_COLUMNS.map((column) => [column, BigInt(record[column] ?? 0)]));
  const capacity = Object.fromEntries(
    CAPACITY_COLUMNS.map((column) => [column, bigintOrNull(record[column])]),
  );
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every column was put in just above
    capacity: capacity as NodeSums["capacity"],
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every column was put in just above
    asset: asset as NodeSums["asset"],
    usage: readMeasures(record),
  };
}

function bigintOrNull(value: NodeRecord[string] | undefined): bigint | null {
  return typeof value === "bigint" ? value : null;
}
