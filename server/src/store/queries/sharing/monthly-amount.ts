import { amountOver } from "../../../domain/windows/month-hours.ts";
import { type Fragment, sql } from "../../connection/sql.ts";
import { costColumns, OWN_NANO } from "../relations/cost-columns.ts";
import { keyName } from "../relations/key-names.ts";
import { stepStart } from "../relations/cost-relation.ts";
import type { CostKey, SharedChoice, SharingQuestion } from "../where/selection.ts";
import { isUnfiltered, weightOf } from "./shared-costs.ts";
import { nameKeyOf } from "../relations/special-rows.ts";
import { partAlong } from "./split-along.ts";

type Monthly = NonNullable<SharedChoice["monthly"]>;

/**
 * The rows that bear an amount a month, as rows of cost to be added to those rows themselves, and what nobody
 * bears. The amount belongs to no cluster: it is spread over the rows of all of them. It counts as a custom
 * price, for who asks has named it.
 */
export function monthlyRows(question: SharingQuestion, monthly: Monthly, bearing: Fragment): Fragment {
  const { keys, step } = question;
  const names = sql.join(keys.map(keyName));
  const share = partAlong(sql`amount.monthly_nano`, {
    weight: sql`weight`,
    partition: step ? sql`start` : sql`true`,
    order: sql`${names}, matches`,
  });
  const whole = sql`select ${names}, matches, sum(${OWN_NANO}) as own_nano from ${bearing} bearing group by ${names}, matches`;
  const weight = weightOf(question.view.shared?.split, names, sql`own_nano`);
  const shares = sql`select weighed.*, ${share} as share_nano
    from (select whole.*, ${weight} as weight from (${whole}) whole) weighed ${step ? sql`join amount using (start)` : sql`cross join amount`}`;
  const rows = [
    sql`select ${names}, ${newMoney(sql`share_nano`)} from monthly_share where matches`,
    ...(isUnfiltered(question.selection.filter) ? [unborne(question)] : []),
  ];
  return sql`select * from (
    with amount as materialized (${amounts(question, monthly)}), monthly_share as materialized (${shares})
    ${sql.join(rows, sql` union all `)}) monthly`;
}

function newMoney(nano: Fragment): Fragment {
  return costColumns({ shared_nano: nano, custom_nano: nano });
}

/** What is due of the amount: in all, or in each stretch of time. */
function amounts({ step }: SharingQuestion, { perMonthNano, months }: Monthly): Fragment {
  if (!step) return sql`select ${amountOver(perMonthNano, months)}::numeric as monthly_nano`;

  const column = (of: (month: Monthly["months"][number]) => unknown): unknown[] => months.map(of);
  const upTo = (hours: Fragment): Fragment => sql`div(${perMonthNano}::numeric * (${hours}), hours)`;
  return sql`select ${stepStart(step)} as start, sum(${upTo(sql`passed + 1`)} - ${upTo(sql`passed`)}) as monthly_nano
    from (select month.hours, passed, month.begins + passed * interval '1 hour' as hour
      from unnest(${column(({ start }) => new Date(start))}::timestamptz[], ${column(({ from }) => from)}::int[],
          ${column(({ to }) => to)}::int[], ${column(({ hours }) => hours)}::int[])
        month(begins, first, past, hours)
      cross join lateral generate_series(month.first, month.past - 1) passed) fact group by start`;
}

function unborne({ keys, step }: SharingQuestion): Fragment {
  const shown = nameKeyOf(keys) ?? keys.find((key) => key === "cluster");
  const named = keys.map((key) => sql`${unborneKey(key, key === shown)} as ${keyName(key)}`);
  const start = step ? sql`start,` : sql``;
  const given = sql`(select ${start} sum(share_nano) as given_nano from monthly_share ${step ? sql`group by start` : sql``}) given`;
  const left = sql`monthly_nano - coalesce(given_nano, 0)`;
  return sql`select ${sql.join(named)}, ${newMoney(left)}
    from amount special left join ${given} ${step ? sql`using (start)` : sql`on true`} where ${left} > 0`;
}

function unborneKey(key: CostKey, isShown: boolean): Fragment {
  if (isShown) return sql`'__shared__'::text`;
  if (key === "start") return sql`special.start`;
  return key === "cluster" ? sql`'__unallocated__'::text` : sql`''::text`;
}
