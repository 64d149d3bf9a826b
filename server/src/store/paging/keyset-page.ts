import { type Fragment, sql } from "../connection/sql.ts";
import type { PageSource } from "./page-source.ts";

/** The last row of a page: its value in the order's column (null where there is none), and its keys. */
export interface PagePosition {
  readonly nano: bigint | null;
  readonly keys: readonly string[];
}

/** A column that tells rows apart: its name in the rows, and its type where that is not text. */
export interface PageKey {
  readonly name: string;
  readonly type?: "boolean" | "timestamptz" | undefined;
  /** The last key, and one that servers of before do not know: a position without it stands where it is "". */
  readonly isLater?: boolean;
}

/** How rows are ordered: by a sum if there is one, then by their keys, which no two rows have in common. */
export interface PageOrder {
  readonly by: Fragment | null;
  readonly descending: boolean;
  readonly keys: readonly PageKey[];
}

/** Which rows are wanted. */
export interface PageBounds {
  readonly limit: number;
  /** Where the page before ended, or null for the first page. */
  readonly after: PagePosition | null;
}

interface Ordered {
  readonly from: Fragment;
  readonly order: PageOrder;
}

/** A page, and where the next one begins; null on the last one. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: PagePosition | null;
}

type PageRecord = Record<string, unknown>;

/** Reads a page of the rows of a relation. A record has the column `order_nano` beside those of its row. */
export async function readPage<Row extends PageRecord>(
  source: PageSource,
  { from, order }: Ordered,
  { limit, after }: PageBounds,
): Promise<Page<Row>> {
  const found = await source.page<Row>(limit, (most) =>
    pageRows({ from, order }, { limit: most, after: most === null ? null : after }),
  );
  return cutPage(found, order, limit);
}

/**
 * Keyset paging: the rows after the last one of the page before, which stays right when new data comes in. `from` is a
 * relation or the name of one.
 */
export function pageRows(
  { from, order }: Ordered,
  { limit, after }: { readonly limit: number | null; readonly after: PagePosition | null },
): Fragment {
  return sql`select page.*, ${order.by ?? sql`0::bigint`} as order_nano from ${from} page
    where ${beyond(order, after)} order by ${ordering(order, order.by)} limit ${limit}`;
}

/** The order of rows that are of one page already. */
export function pageOrdering(order: PageOrder): Fragment {
  return ordering(order, order.by && sql`order_nano`);
}

/** The rows of a page out of those that were read: one more than its limit where there are more. */
export function cutPage<Row extends PageRecord>(
  found: readonly Row[],
  { by, keys }: PageOrder,
  limit: number,
): Page<Row> {
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  if (!last) return { rows, next: null };
  const { order_nano: value } = last;
  const nano = typeof value === "bigint" ? value : 0n;
  return { rows, next: { nano: by ? nano : null, keys: keysOf(last, keys) } };
}

/** The values of a row's keys, as texts; a time as RFC 3339. */
export function keysOf(record: PageRecord, keys: readonly PageKey[]): string[] {
  return keys
    .filter(({ name, isLater }) => isLater !== true || record[name] !== "")
    .map(({ name }) => {
      const value = record[name];
      return value instanceof Date ? value.toISOString() : String(value);
    });
}

function ordering({ descending, keys }: PageOrder, by: Fragment | null): Fragment {
  const byKeys = sql.join(keys.map(keyColumn));
  return by ? sql`${by} ${descending ? sql`desc` : sql`asc`}, ${byKeys}` : byKeys;
}

function beyond({ by, descending, keys }: PageOrder, after: PagePosition | null): Fragment {
  if (!after) return sql`true`;
  const values = keys.map(({ type = "text" }, index) => sql`${after.keys[index] ?? ""}::${sql.raw(type)}`);
  const afterKeys = sql`(${sql.join(keys.map(keyColumn))}) > (${sql.join(values)})`;
  if (!by || after.nano === null) return afterKeys;
  const further = descending ? sql`<` : sql`>`;
  return sql`(${by} ${further} ${after.nano} or (${by} = ${after.nano} and ${afterKeys}))`;
}

function keyColumn({ name }: PageKey): Fragment {
  return sql`page.${sql.ref(name)}`;
}
