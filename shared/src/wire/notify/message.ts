import * as z from "zod";

/** Whether news says that something has begun, has ended, or has happened once. */
export const NOTIFICATION_PHASES = ["firing", "resolved", "info"] as const;
export type NotificationPhase = (typeof NOTIFICATION_PHASES)[number];

export const NOTIFICATION_SEVERITIES = ["critical", "warning", "info"] as const;
export type NotificationSeverity = (typeof NOTIFICATION_SEVERITIES)[number];

/** One line of a message: what is told, and its value, such as `spent` and `812.40 USD`. */
export interface NotificationFact {
  name: string;
  value: string;
}

/** News before it is written for a channel: what, how much, since when, why, and where to look. */
export interface NotificationMessage {
  /** Such as `budget.threshold`. */
  type: string;
  phase: NotificationPhase;
  severity: NotificationSeverity;
  /** What has happened, in one line. */
  title: string;
  /** How much, of what, in which stretch of time. */
  facts: NotificationFact[];
  /** Why this is told, and what is not known. */
  why: string;
  /** Since when it holds, RFC 3339. */
  since: string;
  /** A page that shows it. */
  link?: string | undefined;
  /** What Alertmanager and PagerDuty group and route by. */
  labels: Record<string, string>;
}

export const MOST_FACTS = 20;
export const MOST_LABELS = 20;

const line = (longest: number) => z.string().min(1).max(longest);

/** Bounds that every channel can be written within. */
export const NotificationMessageSchema: z.ZodType<NotificationMessage> = z.object({
  type: z.string().regex(/^[a-z_]+(\.[a-z_]+)*$/),
  phase: z.enum(NOTIFICATION_PHASES),
  severity: z.enum(NOTIFICATION_SEVERITIES),
  title: line(300),
  facts: z.array(z.object({ name: line(100), value: line(500) })).max(MOST_FACTS),
  why: z.string().max(2_000),
  since: z.string().max(40),
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  labels: z
    .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/), z.string().max(500))
    .refine((labels) => Object.keys(labels).length <= MOST_LABELS, {
      error: `may have ${MOST_LABELS} labels at most`,
    }),
});
