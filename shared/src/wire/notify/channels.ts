import * as z from "zod";
import { type Scope, type ScopeInput, ScopeInputSchema, ScopeSchema } from "../scope.ts";
import {
  type ChannelTarget,
  ChannelTargetSchema,
  type ChannelKind,
  CHANNEL_KINDS,
} from "./channel-target.ts";
import { NameSchema } from "../text.ts";

/** A channel as it is made. Without a scope it has its maker's. */
export interface ChannelCreateInput {
  name: string;
  scope?: ScopeInput | undefined;
  target: ChannelTarget;
  /** The channel that gets what could not be sent to this one. */
  fallbackId?: string | undefined;
}

/** The same, read. */
export interface ChannelCreate {
  name: string;
  scope?: Scope | undefined;
  target: ChannelTarget;
  fallbackId?: string | undefined;
}

/** What may be changed of a channel; what is left out stays. */
export interface ChannelUpdate {
  id: string;
  name?: string | undefined;
  target?: ChannelTarget | undefined;
  /** Null takes it away. */
  fallbackId?: string | null | undefined;
  /** False stops sending; true also begins again after the receiver was gone. */
  enabled?: boolean | undefined;
}

/** A channel as answers show it: never its secrets. */
export interface ChannelRow {
  id: string;
  name: string;
  kind: ChannelKind;
  scope: Scope;
  /** Where it sends, without the secret parts: a host, or recipients. */
  shown: {
    host?: string | undefined;
    to?: string[] | undefined;
    labels?: Record<string, string> | undefined;
  };
  fallbackId: string | null;
  enabled: boolean;
  /** Why nothing is sent; null while it is enabled. */
  disabledReason: string | null;
  createdAt: string;
  createdBy: string;
  changedAt: string;
}

/** A channel with what is told once: the secret that its webhooks are signed with. */
export interface ChannelWithSecret extends ChannelRow {
  signingSecret: string | null;
}

export interface ChannelListAnswer {
  rows: ChannelRow[];
}

/** Names a channel, or a message on its way to one. */
export interface NotifyId {
  id: string;
}

export const NotifyIdSchema: z.ZodType<NotifyId, NotifyId> = z.strictObject({ id: z.uuid() });

export const ChannelCreateSchema: z.ZodType<ChannelCreate, ChannelCreateInput> = z.strictObject({
  name: NameSchema,
  scope: ScopeInputSchema.optional(),
  target: ChannelTargetSchema,
  fallbackId: z.uuid().optional(),
});

export const ChannelUpdateSchema: z.ZodType<ChannelUpdate, ChannelUpdate> = z.strictObject({
  id: z.uuid(),
  name: NameSchema.optional(),
  target: ChannelTargetSchema.optional(),
  fallbackId: z.uuid().nullable().optional(),
  enabled: z.boolean().optional(),
});

const rowFields = {
  id: z.string(),
  name: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  scope: ScopeSchema,
  shown: z.object({
    host: z.string().optional(),
    to: z.array(z.string()).optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  fallbackId: z.string().nullable(),
  enabled: z.boolean(),
  disabledReason: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  changedAt: z.string(),
};

export const ChannelRowSchema: z.ZodType<ChannelRow> = z.object(rowFields);
export const ChannelWithSecretSchema: z.ZodType<ChannelWithSecret> = z.object({
  ...rowFields,
  signingSecret: z.string().nullable(),
});
export const ChannelListAnswerSchema: z.ZodType<ChannelListAnswer> = z.object({
  rows: z.array(z.object(rowFields)),
});
