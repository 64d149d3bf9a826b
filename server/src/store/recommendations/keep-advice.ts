import type { AdvicePreset, Instant } from "@kubecent/shared";
import type pg from "pg";
import type { Recommendation } from "../../domain/advice/recommendation.ts";
import { recommendationId } from "./recommendation-id.ts";
import { contentOf } from "./stored-recommendation.ts";

/** Rows that one statement writes. */
const ROWS_AT_A_TIME = 500;
/** Older advice than this is not looked for in what was applied. */
const MOST_ADVISED = 14;

/** States in which a subject has one row, as the unique index has it. */
const LIVE = "state in ('open', 'dismissed', 'applied', 'gone')";

/** What was advised for a cluster when a day had closed, by one preset. */
export interface DayAdvice {
  readonly clusterId: number;
  readonly preset: AdvicePreset;
  readonly windowEnd: Instant;
  readonly recommendations: readonly Recommendation[];
}

/**
 * Writes what is advised: new advice is opened, known advice gets its new numbers, what had gone is back. What was applied keeps the
 * numbers that it was applied by, and what somebody put aside stays aside.
 */
export async function keepAdvice(client: pg.PoolClient, advice: DayAdvice): Promise<void> {
  const { recommendations } = advice;
  for (let first = 0; first < recommendations.length; first += ROWS_AT_A_TIME) {
    const rows = recommendations.slice(first, first + ROWS_AT_A_TIME).map((one) => rowOf(one, advice));
    await client.query(KEEP, [advice.clusterId, new Date(advice.windowEnd), JSON.stringify(rows)]);
  }
}

const KEEP = `insert into recommendation as known (cluster_id, recommendation_id, kind, preset, namespace, controller_kind,
    controller, container, asset, state, insufficient, freed_nano, cost_nano, bill_least_nano, bill_most_nano, confidence, content,
    advised, opened_at, last_seen)
  select $1, id, kind, preset, namespace, controller_kind, controller, container, asset, 'open', insufficient, freed_nano,
    cost_nano, bill_least_nano, bill_most_nano, confidence, content, advised, $2, $2
  from jsonb_to_recordset($3::jsonb) as wanted (id uuid, kind text, preset text, namespace text, controller_kind text,
    controller text, container text, asset text, insufficient text, freed_nano bigint, cost_nano bigint, bill_least_nano bigint,
    bill_most_nano bigint, confidence float8, content jsonb, advised jsonb)
  on conflict (cluster_id, kind, preset, namespace, controller_kind, controller, container, asset) where ${LIVE}
  do update set insufficient = excluded.insufficient, freed_nano = excluded.freed_nano, cost_nano = excluded.cost_nano,
    bill_least_nano = excluded.bill_least_nano, bill_most_nano = excluded.bill_most_nano, confidence = excluded.confidence,
    content = excluded.content, last_seen = excluded.last_seen,
    state = case when known.state = 'gone' then 'open'
      when known.state = 'dismissed' and known.dismissed_until <= excluded.last_seen then 'open' else known.state end,
    advised = case when known.advised @> excluded.advised then known.advised
      else jsonb_path_query_array(known.advised || excluded.advised, '$[last - ${MOST_ADVISED - 1} to last]') end
  where known.state <> 'applied'`;

function rowOf(recommendation: Recommendation, { preset, windowEnd }: DayAdvice): Record<string, unknown> {
  const { kind, subject, insufficient, freed, bill, confidence, change } = recommendation;
  const { namespace, controllerKind, controller, container, asset } = subject;
  const isSize = change?.to === "size" && insufficient === null;
  return {
    id: recommendationId(recommendation, preset, windowEnd),
    kind,
    preset,
    namespace,
    controller_kind: controllerKind,
    controller,
    container,
    asset,
    insufficient: insufficient?.reason ?? null,
    freed_nano: freed.reduce((sum, { freedNano }) => sum + freedNano, 0n).toString(),
    cost_nano: freed.reduce((sum, { costNano }) => sum + costNano, 0n).toString(),
    bill_least_nano: bill?.atLeastNano.toString() ?? null,
    bill_most_nano: bill?.atMostNano.toString() ?? null,
    confidence,
    content: contentOf(recommendation),
    advised: isSize ? [change.advised.requests] : [],
  };
}
