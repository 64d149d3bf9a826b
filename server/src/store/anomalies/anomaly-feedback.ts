import type pg from "pg";
import type { ExpectedIncident } from "../../domain/anomalies/known-beforehand.ts";
import type { CalendarDay } from "../../domain/series/calendar-day.ts";
import { type AuditOrigin, insertAudit } from "../audit-log/audit-logs.ts";
import { originName } from "../audit-log/audit-record.ts";
import {
  dateOf,
  type Feedback,
  INCIDENT_COLUMNS,
  incidentOf,
  type StoredIncident,
} from "./incident-record.ts";

/** What somebody says of an incident. */
export interface WantedFeedback {
  readonly incidentId: string;
  readonly verdict: Feedback;
  readonly note: string | null;
}

/** Notes what somebody says of an incident, with an audit record. */
export async function setFeedback(
  client: pg.PoolClient,
  { incidentId, verdict, note }: WantedFeedback,
  origin: AuditOrigin,
): Promise<StoredIncident> {
  const { rows } = await client.query(
    `update anomaly_incident set feedback = $2, feedback_note = $3, feedback_by = $4, feedback_at = clock_timestamp()
     where incident_id = $1 returning ${INCIDENT_COLUMNS}`,
    [incidentId, verdict, note, originName(origin)],
  );
  const stored = incidentOf(rows[0]);
  const { cluster, key } = stored;
  await insertAudit(client, {
    ...origin,
    action: "ANOMALY_FEEDBACK",
    resourceType: "ANOMALY",
    resourceId: incidentId,
    details: { cluster, ...key, verdict, note },
    status: "SUCCESS",
  });
  return stored;
}

/** Incidents of a cluster that somebody has expected or planned, of the days since one. */
export async function readExpected(
  client: pg.ClientBase,
  cluster: string,
  since: CalendarDay,
): Promise<ExpectedIncident[]> {
  const { rows } = await client.query(
    `select ${INCIDENT_COLUMNS} from anomaly_incident
     where cluster = $1 and feedback in ('expected', 'planned') and last_day >= $2`,
    [cluster, dateOf(since)],
  );
  return rows
    .map(incidentOf)
    .map(({ key, incident: { kind, days } }) => ({ key, kind, days: days.map(({ day }) => day) }));
}
