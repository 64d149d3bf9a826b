import type { MoneyColumn } from "@kubecent/shared";
import type { Measures } from "../../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS, readMeasures } from "../../connection/columns.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { OWN_NANO, SPECIAL_COLUMNS } from "../relations/cost-columns.ts";
import { keyName } from "../relations/key-names.ts";
import { costRelation } from "../relations/cost-relation.ts";
import type { AskedSelection, SharingQuestion } from "../where/selection.ts";
import { isSharing, sharingRows } from "../sharing/sharing.ts";
import { hasSpecialRows, specialRows } from "../relations/special-rows.ts";
import {
  cutPage,
  keysOf,
  type PageBounds,
  type PageOrder,
  type PagePosition,
} from "../../paging/keyset-page.ts";
import type { PageSource } from "../../paging/page-source.ts";
import { readRowsAndTotals, totalOf } from "../../paging/page-with-totals.ts";
import { withStretches } from "../where/row-stretches.ts";

/** A question whose answer is rows of cost. */
export interface CostPageQuestion extends Omit<SharingQuestion, "selection">, PageBounds {
  readonly selection: AskedSelection;
  readonly order: CostOrder;
}

/** By a money column, largest or smallest first, then by the keys; or by the keys alone. */
export type CostOrder = { readonly by: MoneyColumn; readonly descending: boolean } | { readonly by: "keys" };

/** Sums of a row: every measure, and the money that only idle, fee and shares have. */
export interface CostSums extends Measures {
  sharedNano: bigint;
  idleNano: bigint;
}

export interface SummedRow {
  /** Values of the question's keys, in their order; a `start` as RFC 3339. */
  readonly keys: readonly string[];
  readonly sums: CostSums;
}

export interface CostPage {
  readonly rows: readonly SummedRow[];
  readonly totals: CostSums;
  readonly next: PagePosition | null;
}

const SUM_COLUMNS = [...MEASURE_COLUMNS, ...SPECIAL_COLUMNS];

const TOTAL_NANO = sql`${OWN_NANO} + shared_nano + idle_nano`;

const ORDER_COLUMNS: Readonly<Record<MoneyColumn, Fragment>> = {
  cpuCost: sql`cpu_nano`,
  ramCost: sql`ram_nano`,
  gpuCost: sql`gpu_nano`,
  volumeCost: sql`volume_nano`,
  networkCost: sql`network_nano`,
  loadBalancerCost: sql`load_balancer_nano`,
  sharedCost: sql`shared_nano`,
  idleCost: sql`idle_nano`,
  totalCost: sql`total_nano`,
};

type SummedRecord = Record<string, bigint | string | boolean>;

/** Reads one page of rows, and the totals over all pages. */
export async function readCostPage(source: PageSource, question: CostPageQuestion): Promise<CostPage> {
  const { selection: asked, step, limit } = question;
  const selection = await source.once("stretches", () => withStretches(source.client, asked, step));
  const summed = {
    relation: summedRelation({ ...question, selection }),
    order: orderOf(question),
    sums: SUM_COLUMNS,
    others: ["total_nano"],
  };
  const { found, totals } = await readRowsAndTotals<SummedRecord>(source, summed, question);
  const { rows, next } = cutPage(found, summed.order, limit);
  return {
    rows: rows.map((record) => ({ keys: keysOf(record, summed.order.keys), sums: sumsOf(record) })),
    totals: sumsOf(totals ?? {}),
    next,
  };
}

function summedRelation(question: SharingQuestion): Fragment {
  const { selection, keys, step, view } = question;
  const names = sql.join(keys.map(keyName));
  // Each part begins with its cluster, by which Citus sums up all of them where the rows are.
  const plain = sql`select cluster_id, ${names}, ${sql.join(MEASURE_COLUMNS.map((column) => sql.ref(column)))},
    0::bigint as shared_nano, 0::bigint as idle_nano from (${costRelation(selection, keys, step)}) plain`;
  const own = isSharing(view)
    ? sql`select null::int as cluster_id, shared_out.* from (${sharingRows(question)}) shared_out`
    : plain;
  const hasSpecial = view.idle !== "hide" && hasSpecialRows(selection);
  const leftOut = [
    ...(view.idle === "share" ? (["__idle__"] as const) : []),
    ...(view.shared?.fee ? (["__fee__"] as const) : []),
  ];
  const special = hasSpecial ? specialRows(question, leftOut) : [];
  const all = sql.join([own, ...special], sql` union all `);
  return sql`select ${names}, ${sql.join(SUM_COLUMNS.map(totalOf))}, sum(${TOTAL_NANO}) as total_nano
    from (${all}) parts group by ${names}`;
}

function orderOf({ order, keys }: Pick<CostPageQuestion, "order" | "keys">): PageOrder {
  return {
    by: order.by === "keys" ? null : ORDER_COLUMNS[order.by],
    descending: order.by !== "keys" && order.descending,
    keys: keys.map((name) => ({ name, ...(name === "start" && { type: "timestamptz" }) })),
  };
}

function sumsOf(record: SummedRecord): CostSums {
  return {
    ...readMeasures(record),
    sharedNano: BigInt(record["shared_nano"] ?? 0),
    idleNano: BigInt(record["idle_nano"] ?? 0),
  };
}
