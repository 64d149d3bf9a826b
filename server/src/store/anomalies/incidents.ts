import { createHash } from "node:crypto";
import type pg from "pg";
import type { IncidentEvent } from "../../domain/anomalies/incident.ts";
import { type SeriesKey, seriesText } from "../../domain/anomalies/series-key.ts";
import type { CalendarDay } from "../../domain/series/calendar-day.ts";
import { dateOf, INCIDENT_COLUMNS, incidentOf, jsonOf, type StoredIncident } from "./incident-record.ts";

/** The newest incident of each series of a cluster that was open on a day or later, by the text of its series. */
export async function readLatestIncidents(
  client: pg.ClientBase,
  cluster: string,
  since: CalendarDay,
): Promise<Map<string, StoredIncident>> {
  const { rows } = await client.query(
    `select distinct on (level, namespace, controller_kind, controller) ${INCIDENT_COLUMNS} from anomaly_incident
     where cluster = $1 and (ended_day is null or ended_day >= $2)
     order by level, namespace, controller_kind, controller, opened_day desc`,
    [cluster, dateOf(since)],
  );
  return new Map(rows.map(incidentOf).map((stored) => [seriesText(stored.key), stored]));
}

/** More incidents are not looked through at a time. */
const MOST_ROWS = 50_000;

/** Incidents that began on a day or later, newest first. */
export async function listIncidents(client: pg.ClientBase, since: CalendarDay): Promise<StoredIncident[]> {
  const { rows } = await client.query(
    `select ${INCIDENT_COLUMNS} from anomaly_incident where opened_day >= $1
     order by opened_day desc, cluster, level, namespace, controller_kind, controller limit ${MOST_ROWS}`,
    [dateOf(since)],
  );
  return rows.map(incidentOf);
}

/** An incident; null where there is none. With `isLocked` nobody else changes it in this transaction. */
export async function readIncident(
  client: pg.ClientBase,
  incidentId: string,
  isLocked = false,
): Promise<StoredIncident | null> {
  const { rows } = await client.query(
    `select ${INCIDENT_COLUMNS} from anomaly_incident where incident_id = $1 ${isLocked ? "for update" : ""}`,
    [incidentId],
  );
  const [row] = rows;
  return row === undefined ? null : incidentOf(row);
}

/** What a day has made of an incident. */
export interface IncidentChange extends Omit<StoredIncident, "incidentId" | "feedback"> {
  readonly event: IncidentEvent | null;
  readonly day: CalendarDay;
  /** Whether the day was long over when it was judged. */
  readonly isPast: boolean;
}

/** Writes what a day has made of an incident, with what is to be told of it. The same twice changes nothing. */
export async function saveIncident(client: pg.ClientBase, change: IncidentChange): Promise<void> {
  const { cluster, key, incident, event, day, isPast } = change;
  const id = incidentIdOf(cluster, key, incident.openedDay);
  const last = incident.days.at(-1)?.day ?? incident.openedDay;
  await client.query(
    `insert into anomaly_incident as known (incident_id, cluster, level, namespace, controller_kind, controller, currency,
       kind, direction, opened_day, last_day, doubled_day, ended_day, days, cause, sensitivity, told_in_namespace, told_in_cluster)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
     on conflict (incident_id) do update set kind = excluded.kind, last_day = excluded.last_day,
       doubled_day = excluded.doubled_day, ended_day = excluded.ended_day, days = excluded.days`,
    [
      id,
      cluster,
      key.level,
      key.namespace,
      key.controllerKind,
      key.controller,
      change.currency,
      incident.kind,
      incident.direction,
      dateOf(incident.openedDay),
      dateOf(last),
      incident.doubledDay === null ? null : dateOf(incident.doubledDay),
      incident.endedDay === null ? null : dateOf(incident.endedDay),
      jsonOf(incident.days),
      change.cause === null ? null : jsonOf(change.cause),
      change.sensitivity,
      change.isToldInNamespace,
      change.isToldInCluster,
    ],
  );
  if (event === null) return;
  await client.query(
    "insert into anomaly_event (incident_id, event, day, is_past) values ($1, $2, $3, $4) on conflict do nothing",
    [id, event, dateOf(day), isPast],
  );
}

/** Incidents are listed for as long as this after they ended. */
const KEPT_DAYS = 400;

/** Deletes some of the incidents that ended long ago, with their events, and returns how many. */
export async function forgetIncidents(client: pg.ClientBase, limit: number): Promise<number> {
  const { rowCount } = await client.query(
    `delete from anomaly_incident where incident_id in (
       select incident_id from anomaly_incident where ended_day < current_date - ${KEPT_DAYS}
       order by ended_day limit $1 for update skip locked)`,
    [limit],
  );
  return rowCount ?? 0;
}

/** The same for the same incident, in every database: what somebody sees of one does not depend on what else there is. */
function incidentIdOf(cluster: string, key: SeriesKey, openedDay: CalendarDay): string {
  const hex = createHash("sha256")
    .update(JSON.stringify(["anomaly", cluster, seriesText(key), openedDay]))
    .digest("hex");
  // Version 8 of the standard: bits of one's own making.
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** Incidents whose first day was long over when it was judged: nobody is told of those. */
export async function readPastIncidents(client: pg.ClientBase): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ incident_id: string }>(
    "select incident_id from anomaly_event where event = 'opened' and is_past",
  );
  return new Set(rows.map(({ incident_id: id }) => id));
}
