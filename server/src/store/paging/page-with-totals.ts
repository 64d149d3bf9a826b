import type pg from "pg";
import { type Fragment, run, runKept, sql } from "../connection/sql.ts";
import { AllRows } from "./all-rows.ts";
import { type PageBounds, type PageOrder, pageOrdering, pageRows } from "./keyset-page.ts";
import type { PageSource } from "./page-source.ts";

/** A relation that is read a page at a time, and what is added up over all of its rows. */
interface TotalledRelation {
  /** Its columns are the order's keys, `sums` and `others`, in this order. */
  readonly relation: Fragment;
  readonly order: PageOrder;
  readonly sums: readonly string[];
  readonly others?: readonly string[];
}

/** The page's rows, one more than its limit where there are more, and the totals of `sums`. */
interface RowsAndTotals<Row> {
  readonly found: readonly Row[];
  readonly totals: Row | undefined;
}

/** A page by itself, or the next one where all pages are read. */
export function readRowsAndTotals<Row extends pg.QueryResultRow>(
  source: PageSource,
  totalled: TotalledRelation,
  bounds: PageBounds,
): Promise<RowsAndTotals<Row>> {
  return source instanceof AllRows
    ? readFromAll(source, totalled, bounds.limit)
    : readWithTotals(source.client, totalled, bounds);
}

/** Where all pages are read: rows out of one cursor, and the totals once. */
async function readFromAll<Row extends pg.QueryResultRow>(
  source: AllRows,
  { relation, order, sums }: TotalledRelation,
  limit: number,
): Promise<RowsAndTotals<Row>> {
  const all = { limit: null, after: null };
  const found = await source.page<Row>(limit, () => pageRows({ from: sql`(${relation})`, order }, all));
  const [totals] = await source.once("totals", () =>
    run<Row>(source.client, sql`select ${sql.join(sums.map(totalOf))} from (${relation}) summed`),
  );
  return { found, totals };
}

/** Both in one statement, so that the relation is summed up once for both. */
async function readWithTotals<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  { relation, order, sums, others = [] }: TotalledRelation,
  { limit, after }: PageBounds,
): Promise<RowsAndTotals<Row>> {
  const noKeys = order.keys.map(({ type = "text" }) => sql`null::${sql.raw(type)}`);
  // Of `others`, and of what the page is ordered by.
  const none = [...others, "order_nano"].map(() => sql`null::bigint`);
  const records = await runKept<Row & { is_total: boolean }>(
    client,
    sql`with summed as materialized (${relation})
      select * from (
        select false as is_total, page.*
        from (${pageRows({ from: sql`summed`, order }, { limit: limit + 1, after })}) page
        union all
        select true, ${sql.join([...noKeys, ...sums.map(totalOf), ...none])} from summed
      ) page order by is_total, ${pageOrdering(order)}`,
  );
  return {
    found: records.filter((record) => !record.is_total),
    totals: records.find((record) => record.is_total),
  };
}

/** A column's total over all rows; 0 of none. */
export function totalOf(column: string): Fragment {
  return sql`coalesce(sum(${sql.ref(column)}), 0) as ${sql.ref(column)}`;
}
