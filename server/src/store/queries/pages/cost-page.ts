import type { MoneyColumn } from "@kubecent/shared";
import type pg from "pg";
import {
  type Measure,
  ROW_MEASURES,
  type RowMeasures,
  TOTAL_MEASURES,
  type TotalMeasures,
} from "../../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS, readMeasures, ROW_COLUMNS, TOTAL_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, run, runKept, sql } from "../../connection/sql.ts";
import { columnList, OWN_NANO, SPECIAL_COLUMNS, sumOrZeroList } from "../relations/cost-columns.ts";
import { keyName } from "../relations/key-names.ts";
import { costRelation } from "../relations/cost-relation.ts";
import type { AskedSelection, SharingQuestion } from "../where/selection.ts";
import { isSharing, sharingRows } from "../sharing/sharing.ts";
import { hasSpecialRows, specialRows } from "../relations/special-rows.ts";
import { AllRows } from "../../paging/all-rows.ts";
import {
  cutPage,
  keysOf,
  type PageBounds,
  type PageOrder,
  pageOrdering,
  type PagePosition,
  pageRows,
} from "../../paging/keyset-page.ts";
import type { PageSource } from "../../paging/page-source.ts";
import { isPlainPage, readPlainPage } from "./plain-page.ts";
import { withStretches } from "../where/row-stretches.ts";

/** A question whose answer is rows of cost. */
export interface CostPageQuestion extends Omit<SharingQuestion, "selection">, PageBounds {
  readonly selection: AskedSelection;
  readonly order: CostOrder;
}

/** By a money column, largest or smallest first, then by the keys; or by the keys alone. */
export type CostOrder = { readonly by: MoneyColumn; readonly descending: boolean } | { readonly by: "keys" };

/** Money that only idle, fee and shares have. */
interface SpecialSums {
  sharedNano: bigint;
  idleNano: bigint;
}

/** What is told of a row, and of all rows together: who priced them as well. */
export type RowSums = RowMeasures & SpecialSums;
export type CostSums = TotalMeasures & SpecialSums;

export interface SummedRow<Sums = RowSums> {
  /** Values of the question's keys, in their order; a `start` as RFC 3339. */
  readonly keys: readonly string[];
  readonly sums: Sums;
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
  const order = orderOf(question);
  const { found, totals } = await readRecords(source, question, { order, columns: ROW_COLUMNS });
  const { rows, next } = cutPage(found, order, question.limit);
  return {
    rows: rows.map((record) => ({ keys: keysOf(record, order.keys), sums: sumsOf(record, ROW_MEASURES) })),
    totals: sumsOf(totals ?? {}, TOTAL_MEASURES),
    next,
  };
}

/** Reads rows that say who priced them, up to the question's limit. */
export async function readPricedRows(
  source: PageSource,
  question: CostPageQuestion,
): Promise<SummedRow<CostSums>[]> {
  const order = orderOf(question);
  const { found } = await readRecords(source, question, { order, columns: TOTAL_COLUMNS });
  const { rows } = cutPage(found, order, question.limit);
  return rows.map((record) => ({ keys: keysOf(record, order.keys), sums: sumsOf(record, TOTAL_MEASURES) }));
}

interface WantedRows {
  readonly order: PageOrder;
  readonly columns: readonly string[];
}

async function readRecords(
  source: PageSource,
  question: CostPageQuestion,
  wanted: WantedRows,
): Promise<PageRecords> {
  const { client } = source;
  const selection = await source.once("stretches", () =>
    withStretches(client, question.selection, question.step),
  );
  const read = { ...question, selection };
  const { order } = wanted;
  if (source instanceof AllRows) {
    return readFromAll(source, { relation: summedRelation(read), order }, question.limit);
  }
  if (isPlainView(read) && (await isPlainPage(client, read))) {
    const by = question.order.by === "totalCost" ? OWN_NANO : order.by;
    return readPlainPage(client, { ...read, ...wanted, order: { ...order, by } });
  }
  return readWithTotals(client, { relation: summedRelation(read), order }, question);
}

/** Whether rows cost what they cost themselves, and none of idle, fee or shares stands beside them. */
function isPlainView({
  view,
  selection,
  order,
}: Omit<CostPageQuestion, "selection"> & SharingQuestion): boolean {
  const isBySpecial = order.by === "sharedCost" || order.by === "idleCost";
  return !isSharing(view) && !(view.idle !== "hide" && hasSpecialRows(selection)) && !isBySpecial;
}

interface SummedRelation {
  readonly relation: Fragment;
  readonly order: PageOrder;
}

interface PageRecords {
  readonly found: readonly SummedRecord[];
  readonly totals: SummedRecord | undefined;
}

/** The page's rows, one more than its limit where there are more, and the totals; summed up once for both. */
async function readWithTotals(
  client: pg.ClientBase,
  { relation, order }: SummedRelation,
  { limit, after }: PageBounds,
): Promise<PageRecords> {
  const noKeys = order.keys.map(({ type = "text" }) => sql`null::${sql.raw(type)}`);
  const records = await runKept<SummedRecord & { is_total: boolean }>(
    client,
    sql`with summed as materialized (${relation})
      select * from (
        select false as is_total, page.*
        from (${pageRows({ from: sql`summed`, order }, { limit: limit + 1, after })}) page
        union all
        select true, ${sql.join(noKeys)}, ${sumOrZeroList(SUM_COLUMNS)}, null::bigint, null::bigint from summed
      ) page order by is_total, ${pageOrdering(order)}`,
  );
  return {
    found: records.filter((record) => !record.is_total),
    totals: records.find((record) => record.is_total),
  };
}

/** The same where all pages are read: rows out of one cursor, and the totals once. */
async function readFromAll(
  source: AllRows,
  { relation, order }: SummedRelation,
  limit: number,
): Promise<PageRecords> {
  const all = { limit: null, after: null };
  const found = await source.page<SummedRecord>(limit, () =>
    pageRows({ from: sql`(${relation})`, order }, all),
  );
  const [totals] = await source.once("totals", () =>
    run<SummedRecord>(source.client, sql`select ${sumOrZeroList(SUM_COLUMNS)} from (${relation}) summed`),
  );
  return { found, totals };
}

function summedRelation(question: SharingQuestion): Fragment {
  const { selection, keys, step, view } = question;
  const names = sql.join(keys.map(keyName));
  const plain = sql`select ${names}, ${columnList(MEASURE_COLUMNS)},
    0::bigint as shared_nano, 0::bigint as idle_nano from (${costRelation(selection, keys, step)}) plain`;
  const own = isSharing(view) ? sharingRows(question) : plain;
  const hasSpecial = view.idle !== "hide" && hasSpecialRows(selection);
  const leftOut = [
    ...(view.idle === "share" ? (["__idle__"] as const) : []),
    ...(view.shared?.fee ? (["__fee__"] as const) : []),
  ];
  const special = hasSpecial ? specialRows(question, leftOut) : [];
  const all = sql.join([own, ...special], sql` union all `);
  return sql`select ${names}, ${sumOrZeroList(SUM_COLUMNS)}, sum(${TOTAL_NANO}) as total_nano
    from (${all}) parts group by ${names}`;
}

function orderOf({ order, keys }: Pick<CostPageQuestion, "order" | "keys">): PageOrder {
  return {
    by: order.by === "keys" ? null : ORDER_COLUMNS[order.by],
    descending: order.by !== "keys" && order.descending,
    keys: keys.map((name) => ({ name, ...(name === "start" && { type: "timestamptz" }) })),
  };
}

function sumsOf(record: SummedRecord, measures: readonly Measure[]): CostSums {
  return {
    ...readMeasures(record, measures),
    sharedNano: BigInt(record["shared_nano"] ?? 0),
    idleNano: BigInt(record["idle_nano"] ?? 0),
  };
}
