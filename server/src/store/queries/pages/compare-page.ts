import type pg from "pg";
import { MONEY_MEASURES } from "../../../domain/allocation/measures.ts";
import { columnOf } from "../../connection/columns.ts";
import { type Fragment, run, sql } from "../../connection/sql.ts";
import type { PagePosition } from "./cost-page.ts";
import { keyName } from "../relations/key-names.ts";
import { costRelation } from "../relations/cost-relation.ts";
import type { AskedSelection, CostKey, CostSelection } from "../where/selection.ts";
import { onceIn, readPageRows, type WholeRows } from "../../whole/whole-rows.ts";
import { withStretches } from "../where/row-stretches.ts";

const SUMS = ["before_nano", "nano", "quantity_nano", "price_nano", "new_nano", "gone_nano"] as const;

/** What changed, in nano-units; nano - before = quantity + price + new - gone. */
export type CompareSums = Readonly<Record<(typeof SUMS)[number], bigint>>;

export interface ComparedRow {
  readonly keys: readonly string[];
  readonly sums: CompareSums;
}

export interface ComparePage {
  readonly rows: readonly ComparedRow[];
  readonly totals: CompareSums;
  readonly next: PagePosition | null;
}

interface CompareQuestion {
  readonly before: AskedSelection;
  readonly now: AskedSelection;
  readonly keys: readonly CostKey[];
  readonly limit: number;
  readonly after: PagePosition | null;
  /** Where all pages are read from one cursor. */
  readonly whole?: WholeRows | null;
}

/** Each kind of money, and the quantity that it was paid for. */
const PARTS = [
  { nano: "cpu_nano", quantity: sql`cpu_nano_core_hours` },
  { nano: "ram_nano", quantity: sql`ram_nano_gib_hours` },
  { nano: "gpu_nano", quantity: sql`gpu_nano_hours` },
  { nano: "volume_nano", quantity: sql`volume_nano_gib_hours` },
  { nano: "network_nano", quantity: sql`network_zone_bytes + network_region_bytes + network_internet_bytes` },
  { nano: "load_balancer_nano", quantity: sql`load_balancer_nano_hours` },
] as const;

type CompareRecord = Record<string, bigint | string>;

/** Reads one page of changes, the biggest first, and the totals over all pages. */
export async function readComparePage(
  client: pg.ClientBase,
  question: CompareQuestion,
): Promise<ComparePage> {
  const { keys, limit, after, whole } = question;
  const before = await onceIn(whole, "before", () => withStretches(client, question.before));
  const now = await onceIn(whole, "now", () => withStretches(client, question.now));
  const relation = changes({ before, now, keys });
  const names = sql.join(keys.map(keyName));
  const found = await readPageRows<CompareRecord>(
    client,
    question,
    (most) => sql`select *, abs(nano - before_nano) as size from (${relation}) page
      where ${beyond(whole ? null : after, names)} order by size desc, ${names} limit ${most}`,
  );
  const sums = SUMS.map((column) => sql`coalesce(sum(${sql.ref(column)}), 0) as ${sql.ref(column)}`);
  const [totals] = await onceIn(whole, "totals", () =>
    run<CompareRecord>(client, sql`select ${sql.join(sums)} from (${relation}) page`),
  );
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map((record) => ({ keys: keysOf(record, keys), sums: sumsOf(record) })),
    totals: sumsOf(totals ?? {}),
    next: last ? { nano: BigInt(last["size"] ?? 0), keys: keysOf(last, keys) } : null,
  };
}

function beyond(after: PagePosition | null, names: Fragment): Fragment {
  if (!after) return sql`true`;
  const size = sql`abs(nano - before_nano)`;
  const values = sql.join(after.keys.map((value) => sql`${value}`));
  return sql`(${size} < ${after.nano} or (${size} = ${after.nano} and (${names}) > (${values})))`;
}

interface ComparedSelections {
  readonly before: CostSelection;
  readonly now: CostSelection;
  readonly keys: readonly CostKey[];
}

function changes({ before, now, keys }: ComparedSelections): Fragment {
  const names = sql.join(keys.map(keyName));
  const side = (selection: CostSelection, prefix: string): Fragment => {
    const columns = PARTS.flatMap(({ nano, quantity }) => [
      sql`sum(${sql.ref(nano)}) as ${sql.ref(`${prefix}_${nano}`)}`,
      sql`sum(${quantity}) as ${sql.ref(`${prefix}_${nano}_quantity`)}`,
    ]);
    const all = sql.join(
      MONEY_MEASURES.map((measure) => sql.ref(columnOf(measure))),
      sql` + `,
    );
    return sql`select ${names}, sum(${all}) as ${sql.ref(`${prefix}_all`)}, ${sql.join(columns)}
      from (${costRelation(selection, keys, null)}) ${sql.ref(prefix)} group by ${names}`;
  };
  const isBoth = sql`before_all is not null and now_all is not null`;
  const quantity = sql.join(
    PARTS.map(({ nano }) => quantityChange(nano)),
    sql` + `,
  );
  return sql`select ${names}, coalesce(before_all, 0) as before_nano, coalesce(now_all, 0) as nano,
      (case when ${isBoth} then quantity else 0 end) as quantity_nano,
      (case when ${isBoth} then now_all - before_all - quantity else 0 end) as price_nano,
      (case when before_all is null then now_all else 0 end) as new_nano,
      (case when now_all is null then before_all else 0 end) as gone_nano
    from (select *, ${quantity} as quantity from (${side(before, "before")}) before
      full join (${side(now, "now")}) now using (${names})) sides`;
}

/** More or less of a part at its earlier average price; what had no quantity before has no price to go by. */
function quantityChange(nano: string): Fragment {
  const column = (side: string, suffix = ""): Fragment => sql.ref(`${side}_${nano}${suffix}`);
  const before = column("before", "_quantity");
  return sql`coalesce(case when ${before} > 0
      then round(${column("before")} * (${column("now", "_quantity")} - ${before}) / ${before})
    else ${column("now")} - ${column("before")} end, 0)`;
}

function keysOf(record: CompareRecord, keys: readonly CostKey[]): string[] {
  return keys.map((key) => String(record[key]));
}

function sumsOf(record: CompareRecord): CompareSums {
  const of = (column: (typeof SUMS)[number]): bigint => BigInt(record[column] ?? 0);
  return {
    before_nano: of("before_nano"),
    nano: of("nano"),
    quantity_nano: of("quantity_nano"),
    price_nano: of("price_nano"),
    new_nano: of("new_nano"),
    gone_nano: of("gone_nano"),
  };
}
