import * as z from "zod";

export const CHANNEL_KINDS = [
  "slack",
  "teams",
  "google-chat",
  "pagerduty",
  "alertmanager",
  "email",
  "webhook",
] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Chats, whose address is the secret. */
export interface ChatTarget {
  kind: "slack" | "teams" | "google-chat";
  url: string;
}

export interface PagerDutyTarget {
  kind: "pagerduty";
  routingKey: string;
  /** Where events go; the service region of the United States unless it is said. */
  url?: string | undefined;
}

export interface AlertmanagerTarget {
  kind: "alertmanager";
  /** Of the Alertmanager, without /api/v2/alerts. */
  url: string;
  bearerToken?: string | undefined;
  /** Added to each alert. */
  labels?: Record<string, string> | undefined;
}

export interface EmailTarget {
  kind: "email";
  to: string[];
}

export interface WebhookTarget {
  kind: "webhook";
  url: string;
  /** `whsec_` and 24 to 64 bytes as base64; made by the service where it is left out. */
  secret?: string | undefined;
}

/** Where a channel sends. */
export type ChannelTarget = ChatTarget | PagerDutyTarget | AlertmanagerTarget | EmailTarget | WebhookTarget;

const MOST_RECIPIENTS = 50;
const SECRET = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;
// A local part of the usual characters: quoted ones are of no use here, and hard to write safely into headers.
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])$/;

const UrlSchema = z
  .url({ protocol: /^https?$/, error: "must be an address with https" })
  .max(2_000)
  .refine(hasNoUser, { error: "must hold no user and no password" });

const visible = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[\x21-\x7e]+$/, "must be visible ASCII characters without spaces");

const LabelsSchema = z
  .record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/), z.string().min(1).max(200))
  .refine((labels) => Object.keys(labels).length <= 10, { error: "may have 10 labels at most" });

export const ChannelTargetSchema: z.ZodType<ChannelTarget, ChannelTarget> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal(["slack", "teams", "google-chat"]), url: UrlSchema }),
  z.strictObject({ kind: z.literal("pagerduty"), routingKey: visible(200), url: UrlSchema.optional() }),
  z.strictObject({
    kind: z.literal("alertmanager"),
    url: UrlSchema,
    bearerToken: visible(2_000).optional(),
    labels: LabelsSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal("email"),
    to: z
      .array(z.string().max(254).regex(ADDRESS, "must be an address such as team@example.com"))
      .min(1)
      .max(MOST_RECIPIENTS),
  }),
  z.strictObject({
    kind: z.literal("webhook"),
    url: UrlSchema,
    secret: z.string().regex(SECRET, "must be whsec_ and 24 to 64 bytes as base64").optional(),
  }),
]);

function hasNoUser(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === "" && password === "";
}
