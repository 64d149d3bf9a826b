import { MONEY_MEASURES } from "../../../domain/allocation/measures.ts";
import { columnOf } from "../../connection/columns.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { keyName } from "../relations/key-names.ts";
import { costRelation } from "../relations/cost-relation.ts";
import type { AskedSelection, CostKey, CostSelection } from "../where/selection.ts";
import { cutPage, keysOf, type PageBounds, type PagePosition } from "../../paging/keyset-page.ts";
import type { PageSource } from "../../paging/page-source.ts";
import { readRowsAndTotals } from "../../paging/page-with-totals.ts";
import { withStretches } from "../where/row-stretches.ts";

const SUMS = ["before_nano", "nano", "quantity_nano", "new_nano", "gone_nano"] as const;

/** What changed, in nano-units; nano - before = quantity + price + new - gone. */
export type CompareSums = Readonly<Record<(typeof SUMS)[number] | "price_nano", bigint>>;

export interface ComparedRow {
  readonly keys: readonly string[];
  readonly sums: CompareSums;
}

export interface ComparePage {
  readonly rows: readonly ComparedRow[];
  readonly totals: CompareSums;
  readonly next: PagePosition | null;
}

interface CompareQuestion extends PageBounds {
  readonly before: AskedSelection;
  readonly now: AskedSelection;
  readonly keys: readonly CostKey[];
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
export async function readComparePage(source: PageSource, question: CompareQuestion): Promise<ComparePage> {
  const { client } = source;
  const { keys } = question;
  const before = await source.once("before", () => withStretches(client, question.before));
  const now = await source.once("now", () => withStretches(client, question.now));
  const pageKeys = keys.map((name) => ({ name }));
  const compared = {
    relation: changes({ before, now, keys }),
    order: { by: sql`abs(nano - before_nano)`, descending: true, keys: pageKeys },
    sums: SUMS,
  };
  const { found, totals } = await readRowsAndTotals<CompareRecord>(source, compared, question);
  const { rows, next } = cutPage(found, compared.order, question.limit);
  return {
    rows: rows.map((record) => ({ keys: keysOf(record, pageKeys), sums: sumsOf(record) })),
    totals: sumsOf(totals ?? {}),
    next,
  };
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
      (case when ${isBoth} then ${quantity} else 0 end) as quantity_nano,
      (case when before_all is null then now_all else 0 end) as new_nano,
      (case when now_all is null then before_all else 0 end) as gone_nano
    from (${side(before, "before")}) before full join (${side(now, "now")}) now using (${names})`;
}

/** More or less of a part at its earlier average price; what had no quantity before has no price to go by. */
function quantityChange(nano: string): Fragment {
  const column = (side: string, suffix = ""): Fragment => sql.ref(`${side}_${nano}${suffix}`);
  const before = column("before", "_quantity");
  return sql`coalesce(case when ${before} > 0
      then round(${column("before")} * (${column("now", "_quantity")} - ${before}) / ${before})
    else ${column("now")} - ${column("before")} end, 0)`;
}

/** The price's part is what the others leave: PostgreSQL would divide once more for it, which takes most of a row's time. */
function sumsOf(record: CompareRecord): CompareSums {
  const of = (column: (typeof SUMS)[number]): bigint => BigInt(record[column] ?? 0);
  const sums = {
    before_nano: of("before_nano"),
    nano: of("nano"),
    quantity_nano: of("quantity_nano"),
    new_nano: of("new_nano"),
    gone_nano: of("gone_nano"),
  };
  const { before_nano: before, nano, quantity_nano: quantity, new_nano: added, gone_nano: gone } = sums;
  return { ...sums, price_nano: nano - before - quantity - added + gone };
}
