import * as z from "zod";
import { type PageQuery, pageFields } from "./cost-query.ts";
import { NameSchema } from "./text.ts";
import { windowFields, type WindowQuery } from "./window.ts";

export const AUDIT_STATUSES = ["SUCCESS", "FAILED"] as const;

/** Which audit records are asked for; newest first. */
export interface AuditQuery extends WindowQuery, Omit<PageQuery, "sort"> {
  userId?: string | undefined;
  action?: string | undefined;
  status?: (typeof AUDIT_STATUSES)[number] | undefined;
}

/** Who did what, to what, and how it ended. */
export interface AuditRow {
  id: string;
  timestamp: string;
  userId: string;
  /** Such as TOKEN_CREATED, TOKEN_REVOKED, SETTINGS_CHANGED, EXPORT_CREATED. */
  action: string;
  resourceType: string;
  resourceId: string;
  details: Record<string, unknown> | null;
  status: (typeof AUDIT_STATUSES)[number];
  result: Record<string, unknown> | null;
  requestId: string | null;
}

export interface AuditAnswer {
  rows: AuditRow[];
  nextCursor: string | null;
}

const AuditQueryObject = z.strictObject({
  ...windowFields,
  ...pageFields,
  userId: NameSchema.optional(),
  action: NameSchema.optional(),
  status: z.enum(AUDIT_STATUSES).optional(),
});

export type AuditQuestion = z.output<typeof AuditQueryObject>;
export const AuditQuerySchema: z.ZodType<AuditQuestion, AuditQuery | undefined> = AuditQueryObject.prefault(
  {},
);

export const AuditAnswerSchema: z.ZodType<AuditAnswer> = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      timestamp: z.string(),
      userId: z.string(),
      action: z.string(),
      resourceType: z.string(),
      resourceId: z.string(),
      details: z.record(z.string(), z.unknown()).nullable(),
      status: z.enum(AUDIT_STATUSES),
      result: z.record(z.string(), z.unknown()).nullable(),
      requestId: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
