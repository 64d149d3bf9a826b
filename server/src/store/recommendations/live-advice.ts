import type { Instant, RecommendationState } from "@kubecent/shared";
import type pg from "pg";
import { STORED_COLUMNS, type StoredOutcome, type StoredRecommendation } from "./stored-recommendation.ts";

/** A kill for want of memory counts against advice for this long after it was verified. */
const WATCHED_DAYS = 14;

/** Advice of a cluster that may change its state when a day closes. */
export async function readLiveAdvice(
  client: pg.ClientBase,
  clusterId: number,
  windowEnd: Instant,
): Promise<StoredRecommendation[]> {
  const { rows } = await client.query<StoredRecommendation>(
    `select ${STORED_COLUMNS}, state from recommendation where cluster_id = $1
       and (state in ('open', 'dismissed', 'applied') or (state = 'verified' and applied_at > $2))`,
    [clusterId, new Date(windowEnd - (WATCHED_DAYS + 7) * 86_400_000)],
  );
  return rows;
}

/** How advice stands after a closed day. */
export interface AdviceTurn {
  readonly id: string;
  readonly state: RecommendationState;
  readonly appliedAt: Instant | null;
  readonly settledAt: Instant | null;
  readonly outcome: StoredOutcome | null;
}

/** Writes what became of advice. */
export async function turnAdvice(
  client: pg.PoolClient,
  clusterId: number,
  turns: readonly AdviceTurn[],
): Promise<void> {
  if (turns.length === 0) return;
  const rows = turns.map(({ id, state, appliedAt, settledAt, outcome }) => ({
    id,
    state,
    applied_at: appliedAt === null ? null : new Date(appliedAt),
    settled_at: settledAt === null ? null : new Date(settledAt),
    outcome,
  }));
  await client.query(
    `update recommendation set state = turn.state, applied_at = turn.applied_at, settled_at = turn.settled_at,
       outcome = turn.outcome
     from jsonb_to_recordset($2::jsonb) as turn (id uuid, state text, applied_at timestamptz, settled_at timestamptz, outcome jsonb)
     where cluster_id = $1 and recommendation_id = turn.id`,
    [clusterId, JSON.stringify(rows)],
  );
}
