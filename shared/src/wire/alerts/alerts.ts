import * as z from "zod";
import {
  NOTIFICATION_SEVERITIES,
  type NotificationFact,
  type NotificationSeverity,
} from "../notify/message.ts";
import { ALERT_KINDS, type AlertKind } from "./condition.ts";

export const ALERT_PHASES = ["pending", "firing", "resolved"] as const;
export type AlertPhase = (typeof ALERT_PHASES)[number];

export interface AlertsQuery {
  /** `firing` by default. */
  phase?: AlertPhase | AlertPhase[] | undefined;
  kind?: AlertKind | AlertKind[] | undefined;
  severity?: NotificationSeverity | NotificationSeverity[] | undefined;
  owner?: string | undefined;
  limit?: number | undefined;
}

/** Something that a rule has found. */
export interface AlertRow {
  /** The same for as long as the rule finds the same thing. */
  id: string;
  ruleId: string;
  rule: string;
  kind: AlertKind;
  phase: AlertPhase;
  severity: NotificationSeverity;
  title: string;
  facts: NotificationFact[];
  labels: Record<string, string>;
  owner: string | null;
  /** What it looks at, as a number: a share, or hours. Null where it is not known now. */
  value: number | null;
  /** From where on it fires. */
  level: number;
  /** Since when it holds, by the numbers' own time. */
  since: string;
  firedAt: string | null;
  resolvedAt: string | null;
  /** When it was told last; null where it was not, because it is silenced or leads nowhere. */
  toldAt: string | null;
  silenced: boolean;
}

const several = <Value extends string>(values: readonly [Value, ...Value[]]) =>
  z.union([z.enum(values), z.array(z.enum(values)).min(1).max(20)]).transform((one) => [one].flat());

export interface AlertsQuestion {
  phase: AlertPhase[];
  kind?: AlertKind[] | undefined;
  severity?: NotificationSeverity[] | undefined;
  owner?: string | undefined;
  limit: number;
}

export const AlertsQuerySchema: z.ZodType<AlertsQuestion, AlertsQuery | undefined> = z
  .strictObject({
    phase: several(ALERT_PHASES).prefault("firing"),
    kind: several(ALERT_KINDS).optional(),
    severity: several(NOTIFICATION_SEVERITIES).optional(),
    owner: z.string().max(253).optional(),
    limit: z.int().min(1).max(1_000).default(100),
  })
  .prefault({});

export interface AlertsAnswer {
  rows: AlertRow[];
  /** How many there are, beyond the limit too. */
  count: number;
}

export const AlertsAnswerSchema: z.ZodType<AlertsAnswer> = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      ruleId: z.string(),
      rule: z.string(),
      kind: z.enum(ALERT_KINDS),
      phase: z.enum(ALERT_PHASES),
      severity: z.enum(NOTIFICATION_SEVERITIES),
      title: z.string(),
      facts: z.array(z.object({ name: z.string(), value: z.string() })),
      labels: z.record(z.string(), z.string()),
      owner: z.string().nullable(),
      value: z.number().nullable(),
      level: z.number(),
      since: z.string(),
      firedAt: z.string().nullable(),
      resolvedAt: z.string().nullable(),
      toldAt: z.string().nullable(),
      silenced: z.boolean(),
    }),
  ),
  count: z.int(),
});
