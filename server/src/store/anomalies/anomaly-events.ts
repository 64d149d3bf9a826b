import type pg from "pg";
import type { IncidentEvent } from "../../domain/anomalies/incident.ts";
import { INCIDENT_COLUMNS, incidentOf, type StoredIncident } from "./incident-record.ts";

/** Something that became of an incident, with the incident as it is now. */
export interface AnomalyEvent {
  /** Grows with each event; hand back the last one to hear what came after it. */
  readonly seq: bigint;
  readonly event: IncidentEvent;
  /** The day that was judged, as days since 1970-01-01. */
  readonly day: number;
  /** The day was long over when it was judged, as when a service begins to judge: nobody is to be woken. */
  readonly isPast: boolean;
  readonly stored: StoredIncident;
}

/** The most events that are read at a time. */
const MOST_EVENTS = 1_000;

/**
 * What became of incidents after an event, oldest first. Events are written by one process under its lease, so that one that is read here
 * has none before it that is still to come. Read it in the transaction that tells of them.
 */
export async function listAnomalyEvents(client: pg.ClientBase, after: bigint): Promise<AnomalyEvent[]> {
  const { rows } = await client.query<{ seq: string; event: IncidentEvent; day: number; is_past: boolean }>(
    `select seq::text, event, day - date '1970-01-01' as day, is_past, ${INCIDENT_COLUMNS}
     from anomaly_event join anomaly_incident using (incident_id) where seq > $1 order by anomaly_event.seq limit ${MOST_EVENTS}`,
    [after.toString()],
  );
  return rows.map(({ seq, event, day, is_past: isPast, ...incident }) => ({
    seq: BigInt(seq),
    event,
    day,
    isPast,
    stored: incidentOf(incident),
  }));
}
