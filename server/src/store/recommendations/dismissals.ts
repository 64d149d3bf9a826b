import type pg from "pg";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { originName } from "../audit-log/audit-record.ts";
import { changeData } from "../names/cluster-marks.ts";
import { STORED_COLUMNS, type StoredRecommendation } from "./stored-recommendation.ts";

/** A recommendation with the name of its cluster. */
export interface NamedRecommendation extends StoredRecommendation {
  readonly cluster: string;
}

/** A recommendation, locked for the transaction; null where there is none. */
export async function lockRecommendation(
  client: pg.PoolClient,
  id: string,
): Promise<NamedRecommendation | null> {
  // First whose it is: on Citus rows are locked on one server only, which the cluster tells. And who asked several servers
  // at once may not change `cluster` in the same transaction.
  await client.query("set local citus.multi_shard_modify_mode = 'sequential'");
  const found = await client.query<{ clusterId: number; cluster: string }>(
    `select cluster_id as "clusterId", name as cluster from recommendation join cluster using (cluster_id)
     where recommendation_id = $1`,
    [id],
  );
  const [place] = found.rows;
  if (!place) return null;
  const { rows } = await client.query<StoredRecommendation>(
    `select ${STORED_COLUMNS}, state from recommendation where cluster_id = $1 and recommendation_id = $2 for update`,
    [place.clusterId, id],
  );
  const [row] = rows;
  return row ? { ...row, cluster: place.cluster } : null;
}

interface Dismissal {
  readonly reason: string;
  readonly until: Date | null;
  readonly origin: AuditOrigin;
}

/** Puts advice about a subject aside, by whatever preset, with an audit record. */
export async function dismiss(
  client: pg.PoolClient,
  advice: NamedRecommendation,
  { reason, until, origin }: Dismissal,
): Promise<void> {
  await client.query(
    `update recommendation set state = 'dismissed', dismissed_at = now(), dismissed_by = $8, dismissed_reason = $9,
       dismissed_until = $10 where ${SAME_SUBJECT} and state in ('open', 'dismissed')`,
    [...subjectValues(advice), originName(origin), reason, until],
  );
  await noteTurn(client, advice, {
    action: "RECOMMENDATION_DISMISSED",
    details: { reason, until: until?.toISOString() ?? null },
    origin,
  });
}

/** Takes advice up again that was put aside. */
export async function restore(
  client: pg.PoolClient,
  advice: NamedRecommendation,
  origin: AuditOrigin,
): Promise<void> {
  await client.query(
    `update recommendation set state = 'open', dismissed_at = null, dismissed_by = null, dismissed_reason = null,
       dismissed_until = null where ${SAME_SUBJECT} and state = 'dismissed'`,
    subjectValues(advice),
  );
  await noteTurn(client, advice, { action: "RECOMMENDATION_RESTORED", details: {}, origin });
}

const SAME_SUBJECT = `cluster_id = $1 and kind = $2 and namespace = $3 and controller_kind = $4 and controller = $5
  and container = $6 and asset = $7`;

function subjectValues(advice: StoredRecommendation): unknown[] {
  const { clusterId, kind, namespace, controllerKind, controller, container, asset } = advice;
  return [clusterId, kind, namespace, controllerKind, controller, container, asset];
}

interface NotedTurn {
  readonly action: string;
  readonly details: Record<string, unknown>;
  readonly origin: AuditOrigin;
}

/** Answers that were made before are not given any more. */
async function noteTurn(
  client: pg.PoolClient,
  advice: NamedRecommendation,
  { action, details, origin }: NotedTurn,
): Promise<void> {
  const { kind, cluster, namespace, controllerKind, controller, container, asset } = advice;
  await insertAudit(client, {
    ...origin,
    action,
    resourceType: "RECOMMENDATION",
    resourceId: advice.id,
    details: { kind, cluster, namespace, controllerKind, controller, container, asset, ...details },
    status: "SUCCESS",
  });
  await changeData(client, advice.clusterId);
}
