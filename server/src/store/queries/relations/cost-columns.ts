import { MONEY_MEASURES } from "../../../domain/allocation/measures.ts";
import { columnOf, MEASURE_COLUMNS } from "../../connection/columns.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { totalOf } from "../../paging/page-with-totals.ts";

/** Columns of money that nobody took: only idle, fee and shares have them. */
export const SPECIAL_COLUMNS = ["shared_nano", "idle_nano"] as const;

/** What a row itself cost: all its money but shares and idle. */
export const OWN_NANO: Fragment = sql.join(
  MONEY_MEASURES.map((measure) => sql.ref(columnOf(measure))),
  sql` + `,
);

/** Makes lists of columns once for each of the few arrays of them: every question names a hundred columns. */
function onceFor(list: (columns: readonly string[]) => Fragment): (columns: readonly string[]) => Fragment {
  const known = new WeakMap<readonly string[], Fragment>();
  return (columns) => {
    const fragment = known.get(columns) ?? list(columns);
    known.set(columns, fragment);
    return fragment;
  };
}

/** Columns as they are. */
export const columnList = onceFor((columns) => sql.join(columns.map((column) => sql.ref(column))));
/** The same of `summed`. */
export const summedList = onceFor((columns) =>
  sql.join(columns.map((column) => sql.ref(`summed.${column}`))),
);
/** The sum of each, under its own name. */
export const sumList = onceFor((columns) =>
  sql.join(columns.map((column) => sql`sum(${sql.ref(column)}) as ${sql.ref(column)}`)),
);
/** The same, zero where there is nothing to sum up. */
export const sumOrZeroList = onceFor((columns) => sql.join(columns.map(totalOf)));

/** All columns of a cost relation, zero where `columns` does not say what stands there. */
export function costColumns(columns: Readonly<Record<string, Fragment>>): Fragment {
  return sql.join(
    [...MEASURE_COLUMNS, ...SPECIAL_COLUMNS].map(
      (column) => sql`coalesce(${columns[column] ?? sql`0`}, 0)::numeric as ${sql.ref(column)}`,
    ),
  );
}
