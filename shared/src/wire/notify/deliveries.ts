import * as z from "zod";
import {
  NOTIFICATION_PHASES,
  type NotificationMessage,
  NotificationMessageSchema,
  type NotificationPhase,
} from "./message.ts";

/** What has become of a message. */
export const DELIVERY_STATES = ["queued", "standing", "sent", "dead", "superseded"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface DeliveryQuery {
  /** Only those to this channel. */
  channelId?: string | undefined;
  state?: DeliveryState | undefined;
  limit?: number | undefined;
  /** `nextBefore` of the page before. */
  before?: string | undefined;
}

/** A message on its way to a channel. */
export interface DeliveryRow {
  /** Also its `webhook-id`: the same on every try. */
  id: string;
  channelId: string;
  subject: string;
  phase: NotificationPhase;
  message: NotificationMessage;
  state: DeliveryState;
  attempts: number;
  createdAt: string;
  /** When it is tried next; null where it is not. */
  dueAt: string | null;
  sentAt: string | null;
  /** Status of HTTP or SMTP of the last try; null without one. */
  lastStatus: number | null;
  /** Why the last try failed, as a code; null where it did not. */
  lastError: string | null;
}

export interface DeliveryListAnswer {
  rows: DeliveryRow[];
  nextBefore: string | null;
}

const MOST_ROWS = 500;

export const DeliveryQuerySchema: z.ZodType<DeliveryQuery & { limit: number }, DeliveryQuery> =
  z.strictObject({
    channelId: z.uuid().optional(),
    state: z.enum(DELIVERY_STATES).optional(),
    limit: z.int().min(1).max(MOST_ROWS).default(100),
    before: z
      .string()
      .regex(/^[1-9]\d{0,17}$/, "must be nextBefore of another page")
      .optional(),
  });

const rowFields = {
  id: z.string(),
  channelId: z.string(),
  subject: z.string(),
  phase: z.enum(NOTIFICATION_PHASES),
  message: NotificationMessageSchema,
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  createdAt: z.string(),
  dueAt: z.string().nullable(),
  sentAt: z.string().nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
};

export const DeliveryRowSchema: z.ZodType<DeliveryRow> = z.object(rowFields);
export const DeliveryListAnswerSchema: z.ZodType<DeliveryListAnswer> = z.object({
  rows: z.array(z.object(rowFields)),
  nextBefore: z.string().nullable(),
});
