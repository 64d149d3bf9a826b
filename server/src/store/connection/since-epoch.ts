import { type Fragment, sql } from "./sql.ts";

/** A moment in whole units since 1970, as an integer: thousands of dates are slow to parse, numbers are not. */
export function sinceEpoch(moment: Fragment, unitMs: number): Fragment {
  return sql`(date_part('epoch', ${moment}) / ${sql.lit(unitMs / 1_000)})::int`;
}
