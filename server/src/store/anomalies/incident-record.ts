import { DAY_MS } from "@kubecent/shared";
import * as z from "zod";
import { type Incident, INCIDENT_KINDS } from "../../domain/anomalies/incident.ts";
import type { Sensitivity } from "../../domain/anomalies/judge-day.ts";
import type { SeriesKey } from "../../domain/anomalies/series-key.ts";
import type { CalendarDay } from "../../domain/series/calendar-day.ts";

/** Why a day cost what it did, against the day a week before. */
export interface IncidentCause {
  readonly beforeDay: CalendarDay;
  readonly beforeNano: bigint;
  readonly nano: bigint;
  readonly quantityNano: bigint;
  readonly priceNano: bigint;
  readonly newNano: bigint;
  readonly goneNano: bigint;
  /** The parts that changed most. */
  readonly children: readonly { readonly name: string; readonly changeNano: bigint }[];
}

export const FEEDBACK = ["expected", "planned", "false"] as const;
export type Feedback = (typeof FEEDBACK)[number];

/** An incident as it is stored. */
export interface StoredIncident {
  readonly incidentId: string;
  readonly cluster: string;
  readonly key: SeriesKey;
  readonly currency: string;
  readonly incident: Incident;
  readonly cause: IncidentCause | null;
  readonly sensitivity: Sensitivity;
  readonly isToldInNamespace: boolean;
  readonly isToldInCluster: boolean;
  readonly feedback: {
    readonly verdict: Feedback;
    readonly note: string | null;
    readonly by: string;
    readonly at: Date;
  } | null;
}

const amount = z.string().transform((text) => BigInt(text));
const DaysSchema = z.array(
  z.object({
    day: z.int(),
    costNano: amount,
    expectedNano: amount,
    score: z.number(),
    by: z.enum(["level", "growth"]),
    silent: z.null(),
  }),
);
const CauseSchema = z
  .object({
    beforeDay: z.int(),
    beforeNano: amount,
    nano: amount,
    quantityNano: amount,
    priceNano: amount,
    newNano: amount,
    goneNano: amount,
    children: z.array(z.object({ name: z.string(), changeNano: amount })),
  })
  .nullable();

const RecordSchema = z.object({
  incident_id: z.string(),
  cluster: z.string(),
  level: z.enum(["cluster", "namespace", "workload"]),
  namespace: z.string(),
  controller_kind: z.string(),
  controller: z.string(),
  currency: z.string(),
  kind: z.enum(INCIDENT_KINDS),
  direction: z.enum(["up", "down"]),
  opened_day: z.int(),
  doubled_day: z.int().nullable(),
  ended_day: z.int().nullable(),
  days: DaysSchema,
  cause: CauseSchema,
  sensitivity: z.enum(["quiet", "normal", "eager"]),
  told_in_namespace: z.boolean(),
  told_in_cluster: z.boolean(),
  feedback: z.enum(FEEDBACK).nullable(),
  feedback_note: z.string().nullable(),
  feedback_by: z.string().nullable(),
  feedback_at: z.date().nullable(),
});

/** The columns that `incidentOf` reads; days of the calendar as numbers, which no driver's time zone shifts. */
export const INCIDENT_COLUMNS = `incident_id, cluster, level, namespace, controller_kind, controller, currency, kind, direction,
  opened_day - date '1970-01-01' as opened_day, doubled_day - date '1970-01-01' as doubled_day,
  ended_day - date '1970-01-01' as ended_day, days, cause, sensitivity, told_in_namespace, told_in_cluster,
  feedback, feedback_note, feedback_by, feedback_at`;

/** A row of `INCIDENT_COLUMNS` as an incident. */
export function incidentOf(row: unknown): StoredIncident {
  const record = RecordSchema.parse(row);
  const { feedback, feedback_note: note, feedback_by: by, feedback_at: at } = record;
  return {
    incidentId: record.incident_id,
    cluster: record.cluster,
    key: {
      level: record.level,
      namespace: record.namespace,
      controllerKind: record.controller_kind,
      controller: record.controller,
    },
    currency: record.currency,
    incident: {
      kind: record.kind,
      direction: record.direction,
      openedDay: record.opened_day,
      doubledDay: record.doubled_day,
      endedDay: record.ended_day,
      days: record.days,
    },
    cause: record.cause,
    sensitivity: record.sensitivity,
    isToldInNamespace: record.told_in_namespace,
    isToldInCluster: record.told_in_cluster,
    feedback: feedback && at ? { verdict: feedback, note, by: by ?? "", at } : null,
  };
}

/** What a JSON column keeps, with amounts as texts. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === "bigint" ? each.toString() : each));
}

/** A day of the calendar as PostgreSQL takes a date. */
export function dateOf(day: CalendarDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
