import type { Instant } from "@kubecent/shared";
import type pg from "pg";
import type { CrossingState } from "../../domain/budgets/crossing.ts";

/** A threshold of one value of `by`. */
export interface CrossingKey {
  readonly key: string;
  /** See `thresholdMeasure`. */
  readonly measure: string;
  readonly at: number;
}

/** A threshold that was crossed. */
export interface Crossing extends CrossingKey, CrossingState {
  readonly crossedAt: Date;
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
  const { rows } = await client.query<Omit<Crossing, "lowSince"> & { lowSince: Date | null }>(
    `select key, measure, at_ratio as at, crossed_at as "crossedAt", is_back as "isBack", low_since as "lowSince",
       times from budget_crossing
     where budget_id = $1 and revision = $2 and period_start = $3`,
    [budgetId, revision, new Date(periodStart)],
  );
  return rows.map(({ lowSince, ...row }) => ({ ...row, lowSince: lowSince?.getTime() ?? null }));
}

/** Keeps what has become of crossings, new ones and known ones, in one statement. */
export async function saveCrossings(
  client: pg.ClientBase,
  { budgetId, revision, periodStart }: BudgetTime,
  crossings: readonly (CrossingKey & CrossingState)[],
): Promise<void> {
  if (crossings.length === 0) return;
  await client.query(
    `insert into budget_crossing (budget_id, revision, period_start, key, measure, at_ratio, is_back, low_since, times)
     select $1, $2, $3, * from unnest($4::text[], $5::text[], $6::float8[], $7::boolean[], $8::timestamptz[], $9::int[])
     on conflict (budget_id, revision, key, period_start, measure, at_ratio) do update
       set is_back = excluded.is_back, low_since = excluded.low_since, times = excluded.times`,
    [
      budgetId,
      revision,
      new Date(periodStart),
      crossings.map(({ key }) => key),
      crossings.map(({ measure }) => measure),
      crossings.map(({ at }) => at),
      crossings.map(({ isBack }) => isBack),
      crossings.map(({ lowSince }) => (lowSince === null ? null : new Date(lowSince))),
      crossings.map(({ times }) => times),
    ],
  );
}

/** A crossing of another period or revision, which holds no longer. */
export interface EndedCrossing extends CrossingKey, Pick<Crossing, "crossedAt"> {
  readonly revision: number;
  readonly periodStart: Date;
}

/** Closes what was crossed in earlier periods and by other revisions than this one, and returns it. */
export async function closeOthers(
  client: pg.ClientBase,
  { budgetId, revision, periodStart }: BudgetTime,
): Promise<EndedCrossing[]> {
  const { rows } = await client.query<EndedCrossing>(
    `update budget_crossing set closed_at = clock_timestamp()
     where budget_id = $1 and closed_at is null and (revision <> $2 or period_start < $3)
     returning key, measure, at_ratio as at, crossed_at as "crossedAt", revision, period_start as "periodStart"`,
    [budgetId, revision, new Date(periodStart)],
  );
  return rows;
}

/** Closes all that is open of a budget that is going away, and returns it. */
export function closeAll(client: pg.ClientBase, budgetId: string): Promise<EndedCrossing[]> {
  return closeOthers(client, { budgetId, revision: 0, periodStart: 0 });
}
