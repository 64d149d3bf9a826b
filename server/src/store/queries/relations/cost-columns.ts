import { MONEY_MEASURES } from "../../../domain/allocation/measures.ts";
import { columnOf, MEASURE_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, sql } from "../../connection/sql.ts";

/** Columns of money that nobody took: only idle, fee and shares have them. */
export const SPECIAL_COLUMNS = ["shared_nano", "idle_nano"] as const;

/** What a row itself cost: all its money but shares and idle. */
export const OWN_NANO: Fragment = sql.join(
  MONEY_MEASURES.map((measure) => sql.ref(columnOf(measure))),
  sql` + `,
);

/** All columns of a cost relation, zero where `columns` does not say what stands there. */
export function costColumns(columns: Readonly<Record<string, Fragment>>): Fragment {
  return sql.join(
    [...MEASURE_COLUMNS, ...SPECIAL_COLUMNS].map(
      (column) => sql`coalesce(${columns[column] ?? sql`0`}, 0)::numeric as ${sql.ref(column)}`,
    ),
  );
}
