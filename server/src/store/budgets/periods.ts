import type pg from "pg";
import type { Instant } from "@kubecent/shared";
import type { BudgetTime } from "./crossings.ts";

/** What was spent in a period, for its history. */
export interface SpentPeriod extends BudgetTime {
  readonly periodEnd: Instant;
  readonly key: string;
  readonly spentNano: bigint;
  readonly amountNano: bigint;
  readonly coverage: number;
}

/** Keeps what was spent in a period, over what was kept of it before. */
export async function keepPeriod(client: pg.ClientBase, period: SpentPeriod): Promise<void> {
  const { budgetId, key, periodStart, periodEnd, revision, spentNano, amountNano, coverage } = period;
  await client.query(
    `insert into budget_period (budget_id, key, period_start, period_end, revision, spent_nano, amount_nano, coverage)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (budget_id, key, period_start) do update set revision = excluded.revision,
       spent_nano = excluded.spent_nano, amount_nano = excluded.amount_nano, coverage = excluded.coverage,
       evaluated_at = clock_timestamp()`,
    [
      budgetId,
      key,
      new Date(periodStart),
      new Date(periodEnd),
      revision,
      spentNano.toString(),
      amountNano.toString(),
      coverage,
    ],
  );
}

/** A period that was kept. */
export interface KeptPeriod {
  readonly key: string;
  readonly periodStart: Date;
  readonly periodEnd: Date;
  readonly revision: number;
  readonly spentNano: bigint;
  readonly amountNano: bigint;
  readonly coverage: number;
}

const MOST_PERIODS = 1_000;

/** The newest periods of a budget, newest first. */
export async function readPeriods(client: pg.ClientBase, budgetId: string): Promise<KeptPeriod[]> {
  const { rows } = await client.query<KeptPeriod & { spentText: string; amountText: string }>(
    `select key, period_start as "periodStart", period_end as "periodEnd", revision, coverage,
       spent_nano::text as "spentText", amount_nano::text as "amountText"
     from budget_period where budget_id = $1 order by period_start desc, key limit ${MOST_PERIODS}`,
    [budgetId],
  );
  return rows.map(({ spentText, amountText, ...row }) => ({
    ...row,
    spentNano: BigInt(spentText),
    amountNano: BigInt(amountText),
  }));
}
