import type { MoneyColumn } from "@kubecent/shared";
import {
  type Measure,
  ROW_MEASURES,
  type RowMeasures,
  TOTAL_MEASURES,
  type TotalMeasures,
} from "../../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS, readMeasures, ROW_COLUMNS, TOTAL_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { columnList, OWN_NANO, SPECIAL_COLUMNS, sumOrZeroList } from "../relations/cost-columns.ts";
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
import { AllRows } from "../../paging/all-rows.ts";
import { readRowsAndTotals } from "../../paging/page-with-totals.ts";
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

/** What rows and totals tell: of a hundred clusters' label sets, three rows each, every measure takes milliseconds. */
const SUM_COLUMNS = [...TOTAL_COLUMNS, ...SPECIAL_COLUMNS];

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

type SummedRecord = Readonly<Record<string, bigint | string | boolean | null>>;

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
): Promise<{ readonly found: readonly SummedRecord[]; readonly totals: SummedRecord | undefined }> {
  const { client } = source;
  const selection = await source.once("stretches", () =>
    withStretches(client, question.selection, question.step),
  );
  const read = { ...question, selection };
  const { order } = wanted;
  if (!(source instanceof AllRows) && isPlainView(read) && (await isPlainPage(client, read))) {
    const by = question.order.by === "totalCost" ? OWN_NANO : order.by;
    return readPlainPage(client, { ...read, ...wanted, order: { ...order, by } });
  }
  const summed = { relation: summedRelation(read), order, sums: SUM_COLUMNS, others: ["total_nano"] };
  return readRowsAndTotals<SummedRecord>(source, summed, question);
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

function summedRelation(question: SharingQuestion): Fragment {
  const { selection, keys, step, view } = question;
  const names = sql.join(keys.map(keyName));
  // Each part begins with its cluster, by which Citus sums up all of them where the rows are.
  const plain = sql`select cluster_id, ${names}, ${columnList(MEASURE_COLUMNS)},
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
  return Object.assign(readMeasures(record, measures), {
    sharedNano: BigInt(record["shared_nano"] ?? 0),
    idleNano: BigInt(record["idle_nano"] ?? 0),
  });
}
