import type { MoneyColumn } from "@kubecent/shared";
import type pg from "pg";
import type { Measures } from "../../../domain/allocation/measures.ts";
import { MEASURE_COLUMNS, readMeasures } from "../../connection/columns.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import { OWN_NANO, SPECIAL_COLUMNS } from "../relations/cost-columns.ts";
import { keyName } from "../relations/key-names.ts";
import { costRelation } from "../relations/cost-relation.ts";
import type { AskedSelection, CostKey, SharingQuestion } from "../where/selection.ts";
import { isSharing, sharingRows } from "../sharing/sharing.ts";
import { hasSpecialRows, specialRows } from "../relations/special-rows.ts";
import { onceIn, readPageRows, type WholeRows } from "../../whole/whole-rows.ts";
import { withStretches } from "../where/row-stretches.ts";

/** A question whose answer is rows of cost. */
export interface CostPageQuestion extends Omit<SharingQuestion, "selection"> {
  readonly selection: AskedSelection;
  readonly order: CostOrder;
  readonly limit: number;
  /** Where the page before ended, or null for the first page. */
  readonly after: PagePosition | null;
  /** Where all pages are read from one cursor, which knows itself where the page before ended. */
  readonly whole?: WholeRows | null;
}

/** By a money column, largest or smallest first, then by the keys; or by the keys alone. */
export type CostOrder = { readonly by: MoneyColumn; readonly descending: boolean } | { readonly by: "keys" };

/** The last row of a page: its value in the order's column (none when ordered by keys), and its keys. */
export interface PagePosition {
  readonly nano: bigint | null;
  readonly keys: readonly string[];
}

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
export async function readCostPage(client: pg.ClientBase, question: CostPageQuestion): Promise<CostPage> {
  const { selection: asked, step, whole } = question;
  const selection = await onceIn(whole, "stretches", () => withStretches(client, asked, step));
  const relation = summedRelation({ ...question, selection });
  const { found, totals } = await (whole ? readWhole : readRows)(client, question, relation);
  const shown = found.slice(0, question.limit);
  const last = found.length > question.limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map((record) => ({ keys: keysOf(record, question.keys), sums: sumsOf(record) })),
    totals: sumsOf(totals ?? {}),
    next: last ? position(last, question) : null,
  };
}

interface PageRecords {
  readonly found: readonly SummedRecord[];
  readonly totals: SummedRecord | undefined;
}

/** The page's rows, one more than its limit where there are more, and the totals; summed up once for both. */
async function readRows(
  client: pg.ClientBase,
  question: CostPageQuestion,
  relation: Fragment,
): Promise<PageRecords> {
  const noKeys = question.keys.map((key) => (key === "start" ? sql`null::timestamptz` : sql`null::text`));
  const records = await run<SummedRecord & { is_total: boolean }>(
    client,
    sql`with summed as materialized (${relation})
      select * from (
        (select false as is_total, page.*, ${orderColumn(question.order)} as order_nano from summed page
          where ${positionCondition(question)} order by ${ordering(question)} limit ${question.limit + 1})
        union all
        (select true, ${sql.join(noKeys)}, ${sumList(SUM_COLUMNS)}, null::bigint, null::bigint from summed)
      ) page order by is_total, ${ordering(question)}`,
  );
  return {
    found: records.filter((record) => !record.is_total),
    totals: records.find((record) => record.is_total),
  };
}

/** The same where all pages are read: rows out of one cursor, and the totals once. */
async function readWhole(
  client: pg.ClientBase,
  question: CostPageQuestion,
  relation: Fragment,
): Promise<PageRecords> {
  const rows = sql`select page.*, ${orderColumn(question.order)} as order_nano from (${relation}) page
    order by ${ordering(question)}`;
  const found = await readPageRows<SummedRecord>(client, question, () => rows);
  const [totals] = await onceIn(question.whole, "totals", () =>
    run<SummedRecord>(client, sql`select ${sumList(SUM_COLUMNS)} from (${relation}) summed`),
  );
  return { found, totals };
}

function summedRelation(question: SharingQuestion): Fragment {
  const { selection, keys, step, view } = question;
  const names = sql.join(keys.map(keyName));
  const plain = sql`select ${names}, ${sql.join(MEASURE_COLUMNS.map((column) => sql.ref(column)))},
    0::bigint as shared_nano, 0::bigint as idle_nano from (${costRelation(selection, keys, step)}) plain`;
  const own = isSharing(view) ? sharingRows(question) : plain;
  const hasSpecial = view.idle !== "hide" && hasSpecialRows(selection);
  const leftOut = [
    ...(view.idle === "share" ? (["__idle__"] as const) : []),
    ...(view.shared?.fee ? (["__fee__"] as const) : []),
  ];
  const special = hasSpecial ? specialRows(selection, keys, step, leftOut) : [];
  const all = sql.join([own, ...special], sql` union all `);
  return sql`select ${names}, ${sumList(SUM_COLUMNS)}, sum(${TOTAL_NANO}) as total_nano
    from (${all}) parts group by ${names}`;
}

function sumList(columns: readonly string[]): Fragment {
  return sql.join(columns.map((column) => sql`coalesce(sum(${sql.ref(column)}), 0) as ${sql.ref(column)}`));
}

function orderColumn(order: CostOrder): Fragment {
  return order.by === "keys" ? sql`0::bigint` : ORDER_COLUMNS[order.by];
}

function ordering({ order, keys }: CostPageQuestion): Fragment {
  const byKeys = sql.join(keys.map((key) => sql`page.${keyName(key)}`));
  if (order.by === "keys") return byKeys;
  return sql`${ORDER_COLUMNS[order.by]} ${order.descending ? sql`desc` : sql`asc`}, ${byKeys}`;
}

/** Keyset paging: rows after the last one of the page before, which stays right when new data comes in. */
function positionCondition({ after, order, keys }: CostPageQuestion): Fragment {
  if (!after) return sql`true`;

  const names = sql.join(keys.map((key) => sql`page.${keyName(key)}`));
  const values = sql.join(
    after.keys.map((value, index) => (keys[index] === "start" ? sql`${value}::timestamptz` : sql`${value}`)),
  );
  const afterKeys = sql`(${names}) > (${values})`;
  if (order.by === "keys" || after.nano === null) return afterKeys;

  const column = ORDER_COLUMNS[order.by];
  const beyond = order.descending ? sql`${column} < ${after.nano}` : sql`${column} > ${after.nano}`;
  return sql`(${beyond} or (${column} = ${after.nano} and ${afterKeys}))`;
}

function position(record: SummedRecord, question: CostPageQuestion): PagePosition {
  const nano = question.order.by === "keys" ? null : BigInt(record["order_nano"] ?? 0);
  return { nano, keys: keysOf(record, question.keys) };
}

function keysOf(record: SummedRecord, keys: readonly CostKey[]): string[] {
  return keys.map((key) => {
    const value: unknown = record[key];
    return value instanceof Date ? value.toISOString() : String(value);
  });
}

function sumsOf(record: SummedRecord): CostSums {
  return {
    ...readMeasures(record),
    sharedNano: BigInt(record["shared_nano"] ?? 0),
    idleNano: BigInt(record["idle_nano"] ?? 0),
  };
}
