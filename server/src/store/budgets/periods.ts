import type pg from "pg";
import type { Instant } from "@kubecent/shared";
import type { BudgetTime } from "./crossings.ts";

/** What one value of `by` has spent in a period. */
export interface SpentOfKey {
  readonly key: string;
  readonly spentNano: bigint;
  readonly amountNano: bigint;
  /** Part of the amount that the period before has left. */
  readonly carriedNano: bigint;
}

/** What was spent in a period, for its history. */
export interface SpentPeriod extends BudgetTime {
  readonly periodEnd: Instant;
  readonly coverage: number;
  readonly spent: readonly SpentOfKey[];
}

/** Keeps what was spent in a period, over what was kept of it before. Returns what was taken back since the last message. */
export async function keepPeriod(
  client: pg.ClientBase,
  { budgetId, periodStart, periodEnd, revision, coverage, spent }: SpentPeriod,
): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await client.query<{ key: string; lowered: string }>(
    `insert into budget_period as kept (budget_id, period_start, period_end, revision, coverage, key, spent_nano,
       amount_nano, carried_nano)
     select $1, $2, $3, $4, $5, key, spent, amount, carried
     from unnest($6::text[], $7::numeric[], $8::numeric[], $9::numeric[]) as looked(key, spent, amount, carried)
     on conflict (budget_id, key, period_start) do update set revision = excluded.revision,
       spent_nano = excluded.spent_nano, amount_nano = excluded.amount_nano, carried_nano = excluded.carried_nano,
       coverage = excluded.coverage, evaluated_at = clock_timestamp(),
       lowered_nano = kept.lowered_nano + greatest(0, kept.spent_nano - excluded.spent_nano)
     returning key, lowered_nano::text as lowered`,
    [
      budgetId,
      new Date(periodStart),
      new Date(periodEnd),
      revision,
      coverage,
      spent.map(({ key }) => key),
      spent.map(({ spentNano }) => spentNano.toString()),
      spent.map(({ amountNano }) => amountNano.toString()),
      spent.map(({ carriedNano }) => carriedNano.toString()),
    ],
  );
  return new Map(rows.map(({ key, lowered }) => [key, BigInt(lowered)]));
}

/** What was taken back was told. */
export async function forgetLowered(
  client: pg.ClientBase,
  { budgetId, periodStart }: BudgetTime,
  keys: readonly string[],
): Promise<void> {
  await client.query(
    "update budget_period set lowered_nano = 0 where budget_id = $1 and period_start = $2 and key = any($3)",
    [budgetId, new Date(periodStart), keys],
  );
}

/** Hours that are late by more do not come any more. */
const LATE_FOR_DAYS = 7;

/**
 * The ids of the budgets of which a period has closed without a look at all of its hours, as when nothing ran at its end: what was crossed in
 * it may still come out. `closedEnd` is the end of the last hour that is closed.
 */
export async function listUnfinished(
  client: pg.ClientBase,
  closedEnd: Instant,
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ id: string }>(
    `select distinct budget_id as id from budget_period
     where period_end <= $1 and period_end > $1::timestamptz - interval '${LATE_FOR_DAYS} days'
       and (coverage < 1 or evaluated_at < period_end + interval '3 hours')`,
    [new Date(closedEnd)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** A period that was kept. */
export interface KeptPeriod extends SpentOfKey {
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly revision: number;
  readonly coverage: number;
}

const MOST_PERIODS = 1_000;

/** The newest periods of a budget, newest first. */
export async function readPeriods(client: pg.ClientBase, budgetId: string): Promise<KeptPeriod[]> {
  const { rows } = await client.query<
    Omit<KeptPeriod, "spentNano" | "amountNano" | "carriedNano"> &
      Record<"spent" | "amount" | "carried", string>
  >(
    `select key, period_start as "periodStart", period_end as "periodEnd", revision, coverage,
       spent_nano::text as spent, amount_nano::text as amount, carried_nano::text as carried
     from budget_period where budget_id = $1 order by period_start desc, key limit ${MOST_PERIODS}`,
    [budgetId],
  );
  return rows.map(({ spent, amount, carried, ...row }) => ({
    ...row,
    spentNano: BigInt(spent),
    amountNano: BigInt(amount),
    carriedNano: BigInt(carried),
  }));
}
