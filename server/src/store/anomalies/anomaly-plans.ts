import { randomUUID } from "node:crypto";
import { CostError } from "@kubecent/shared";
import type pg from "pg";
import type { PlannedDays } from "../../domain/anomalies/known-beforehand.ts";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { originName } from "../audit-log/audit-record.ts";
import { dateOf } from "./incident-record.ts";

/** Planned days as they are stored. */
export interface StoredPlan extends PlannedDays {
  readonly planId: string;
  readonly cluster: string;
  readonly note: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export type WantedPlan = Omit<StoredPlan, "planId" | "createdAt" | "createdBy">;

const COLUMNS = `plan_id as "planId", cluster, namespace, controller_kind as "controllerKind", controller,
  first_day - date '1970-01-01' as "firstDay", last_day - date '1970-01-01' as "lastDay", note,
  created_at as "createdAt", created_by as "createdBy"`;
/** Plans that there may be at a time. */
const MOST_PLANS = 2_000;

/** All plans, by their first day. */
export async function listPlans(client: pg.ClientBase): Promise<StoredPlan[]> {
  const { rows } = await client.query<StoredPlan>(
    `select ${COLUMNS} from anomaly_plan order by first_day, plan_id`,
  );
  return rows;
}

/** Plans days, with an audit record. */
export async function addPlan(
  client: pg.PoolClient,
  wanted: WantedPlan,
  origin: AuditOrigin,
): Promise<StoredPlan> {
  const { cluster, namespace, controllerKind, controller, firstDay, lastDay, note } = wanted;
  const { rows } = await client.query<StoredPlan>(
    `insert into anomaly_plan (plan_id, cluster, namespace, controller_kind, controller, first_day, last_day, note, created_by)
     select $1, $2, $3, $4, $5, $6::date, $7::date, $8, $9 where (select count(*) from anomaly_plan) < ${MOST_PLANS}
     returning ${COLUMNS}`,
    [
      randomUUID(),
      cluster,
      namespace,
      controllerKind,
      controller,
      dateOf(firstDay),
      dateOf(lastDay),
      note,
      originName(origin),
    ],
  );
  const [plan] = rows;
  if (!plan) throw new CostError("CONFLICT", `There are ${MOST_PLANS} plans already. Delete some first.`);
  await notePlan(client, plan, { action: "ANOMALY_PLANNED", origin });
  return plan;
}

/** Deletes a plan, with an audit record; null where there is none. */
export async function deletePlan(
  client: pg.PoolClient,
  planId: string,
  origin: AuditOrigin,
): Promise<StoredPlan | null> {
  const { rows } = await client.query<StoredPlan>(
    `delete from anomaly_plan where plan_id = $1 returning ${COLUMNS}`,
    [planId],
  );
  const [plan] = rows;
  if (!plan) return null;
  await notePlan(client, plan, { action: "ANOMALY_UNPLANNED", origin });
  return plan;
}

async function notePlan(
  client: pg.PoolClient,
  { planId, cluster, namespace, controllerKind, controller, firstDay, lastDay, note }: StoredPlan,
  { action, origin }: { readonly action: string; readonly origin: AuditOrigin },
): Promise<void> {
  const days = { first: dateOf(firstDay), last: dateOf(lastDay) };
  await insertAudit(client, {
    ...origin,
    action,
    resourceType: "ANOMALY_PLAN",
    resourceId: planId,
    details: { cluster, namespace, controllerKind, controller, ...days, note },
    status: "SUCCESS",
  });
}
