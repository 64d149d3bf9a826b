import type { MoneyColumn } from "@kubecent/shared";
import type pg from "pg";
import type { Measures } from "../../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS, readMeasures } from "../../connection/columns.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import type { CostOrder, PagePosition } from "./cost-page.ts";
import { ASSET_COLUMNS, CAPACITY_COLUMNS, nodeRelation } from "../relations/node-relation.ts";
import type { AskedSelection } from "../where/selection.ts";
import { onceIn, readPageRows, type WholeRows } from "../../whole/whole-rows.ts";
import { withStretches } from "../where/row-stretches.ts";

/**
 * What tells nodes apart, and their order where they cost the same. Not their ids: those count the nodes of everybody,
 * and would stand in cursors.
 */
const NODE_KEYS = ["cluster", "node", "provider_id", "instance_type", "region", "pool", "spot"] as const;
const nodeKeys = sql.join(NODE_KEYS.map((key) => sql.ref(key)));

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
  readonly spot: boolean;
}

export interface NodePage {
  readonly rows: readonly SummedNode[];
  readonly totals: NodeSums;
  readonly next: PagePosition | null;
}

export interface NodePageQuestion {
  readonly selection: AskedSelection;
  readonly order: CostOrder;
  readonly limit: number;
  readonly after: PagePosition | null;
  /** Where all pages are read from one cursor. */
  readonly whole?: WholeRows | null;
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
export async function readNodePage(client: pg.ClientBase, question: NodePageQuestion): Promise<NodePage> {
  const { order, limit, whole } = question;
  const selection = await onceIn(whole, "stretches", () => withStretches(client, question.selection));
  const relation = nodeRelation(selection);
  const orderNano = order.by === "keys" ? sql`0::bigint` : ORDER_COLUMNS[order.by];
  const direction = order.by !== "keys" && order.descending ? sql`desc` : sql`asc`;
  const found = await readPageRows<NodeRecord>(
    client,
    question,
    (most) => sql`select * from (select *, ${orderNano} as order_nano from (${relation}) nodes) page
      where ${positionCondition(question)} order by order_nano ${direction}, ${nodeKeys} limit ${most}`,
  );
  const [totals] = await onceIn(whole, "totals", () =>
    run<NodeRecord>(client, sql`select ${totalsList()} from (${relation}) page`),
  );
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map(nodeOf),
    totals: sumsOf(totals ?? {}),
    next: last
      ? {
          nano: BigInt(last["order_nano"] ?? 0),
          keys: NODE_KEYS.map((key) => String(last[key])),
        }
      : null,
  };
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

function positionCondition({ after, order, whole }: NodePageQuestion): Fragment {
  if (!after || whole) return sql`true`;

  const values = after.keys.map((value, index) =>
    NODE_KEYS[index] === "spot" ? sql`${value}::boolean` : sql`${value}::text`,
  );
  const afterKeys = sql`(${nodeKeys}) > (${sql.join(values)})`;
  if (order.by === "keys" || after.nano === null) return afterKeys;
  const beyond = order.descending ? sql`order_nano < ${after.nano}` : sql`order_nano > ${after.nano}`;
  return sql`(${beyond} or (order_nano = ${after.nano} and ${afterKeys}))`;
}

function nodeOf(record: NodeRecord): SummedNode {
  return {
    cluster: String(record["cluster"]),
    node: String(record["node"]),
    instanceType: String(record["instance_type"]),
    pool: String(record["pool"]),
    spot: record["spot"] === true,
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
