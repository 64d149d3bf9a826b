import type { BudgetMeasure, BudgetThreshold, Instant } from "@kubecent/shared";
import type pg from "pg";

/** A threshold that was crossed. */
export interface Crossing {
  readonly key: string;
  readonly measure: BudgetMeasure;
  readonly at: number;
  readonly crossedAt: Date;
  readonly isBack: boolean;
}

/** A period of a budget's revision. */
export interface BudgetTime {
  readonly budgetId: string;
  readonly revision: number;
  readonly periodStart: Instant;
}

/** What was crossed in a period. */
export async function readCrossings(
  client: pg.ClientBase,
  { budgetId, revision, periodStart }: BudgetTime,
): Promise<Crossing[]> {
  const { rows } = await client.query<Crossing>(
    `select key, measure, at_ratio as at, crossed_at as "crossedAt", is_back as "isBack" from budget_crossing
     where budget_id = $1 and revision = $2 and period_start = $3`,
    [budgetId, revision, new Date(periodStart)],
  );
  return rows;
}

/** Notes that a threshold is reached; false where it was before, in this period and revision. */
export async function noteCrossing(
  client: pg.ClientBase,
  { budgetId, revision, periodStart }: BudgetTime,
  { key, on, at }: BudgetThreshold & { readonly key: string },
): Promise<boolean> {
  const { rows } = await client.query<{ is_new: boolean }>(
    `insert into budget_crossing as known (budget_id, revision, key, period_start, measure, at_ratio)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (budget_id, revision, key, period_start, measure, at_ratio) do update set is_back = false
     returning xmax = 0 as is_new`,
    [budgetId, revision, key, new Date(periodStart), on, at],
  );
  return rows[0]?.is_new ?? false;
}

/** Notes that later numbers have taken a crossing back. Nobody is told: it may come again, and is told once. */
export async function takeBack(
  client: pg.ClientBase,
  { budgetId, revision, periodStart }: BudgetTime,
  { key, on, at }: BudgetThreshold & { readonly key: string },
): Promise<void> {
  await client.query(
    `update budget_crossing set is_back = true where budget_id = $1 and revision = $2 and key = $3
       and period_start = $4 and measure = $5 and at_ratio = $6 and not is_back`,
    [budgetId, revision, key, new Date(periodStart), on, at],
  );
}

/** A crossing of another period or revision, which holds no longer. */
export interface EndedCrossing extends Pick<Crossing, "key" | "measure" | "at" | "crossedAt"> {
  readonly revision: number;
  readonly periodStart: Date;
}

/** Closes what was crossed in other periods and by other revisions than this one, and returns it. */
export async function closeOthers(
  client: pg.ClientBase,
  { budgetId, revision, periodStart }: BudgetTime,
): Promise<EndedCrossing[]> {
  const { rows } = await client.query<EndedCrossing>(
    `update budget_crossing set closed_at = clock_timestamp()
     where budget_id = $1 and closed_at is null and (revision <> $2 or period_start <> $3)
     returning key, measure, at_ratio as at, crossed_at as "crossedAt", revision, period_start as "periodStart"`,
    [budgetId, revision, new Date(periodStart)],
  );
  return rows;
}

/** Closes all that is open of a budget that is going away, and returns it. */
export function closeAll(client: pg.ClientBase, budgetId: string): Promise<EndedCrossing[]> {
  return closeOthers(client, { budgetId, revision: 0, periodStart: 0 });
}
