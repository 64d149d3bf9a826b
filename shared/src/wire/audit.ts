import * as z from "zod";
import { type PageQuery, pageFields } from "./cost-query.ts";
import { NameSchema } from "./text.ts";
import { type WindowName, windowFields, type WindowQuery } from "./window.ts";

export const AUDIT_STATUSES = ["SUCCESS", "FAILED"] as const;

/** Which audit records are asked for; newest first. */
export interface AuditQuery extends Omit<WindowQuery, "window">, Omit<PageQuery, "sort"> {
  /** A name such as `last7d`, up to now; without a window it is all records. Not together with `start` and `end`. */
  window?: WindowName | undefined;
  userId?: string | undefined;
  action?: string | undefined;
  resourceType?: string | undefined;
  resourceId?: string | undefined;
  status?: (typeof AUDIT_STATUSES)[number] | undefined;
  requestId?: string | undefined;
}

/** Who did what, to what, and how it ended. */
export interface AuditRow {
  id: string;
  /** Its number in the sealed chain; null until it is sealed, which takes about a second. */
  chainSeq: string | null;
  timestamp: string;
  /** Stable id of whoever did it, such as `token:7`; `anonymous` for a stranger. */
  userId: string;
  userName: string;
  /** Such as TOKEN_CREATED, TOKEN_REVOKED, SETTINGS_CHANGED, EXPORT_CREATED. */
  action: string;
  resourceType: string;
  resourceId: string;
  details: Record<string, unknown> | null;
  status: (typeof AUDIT_STATUSES)[number];
  result: Record<string, unknown> | null;
  requestId: string | null;
  clientAddress: string | null;
  /** Id of the token that was shown. */
  tokenId: string | null;
  /** Which process wrote the record, and its version. */
  replica: string;
  serviceVersion: string;
  /** How many attempts the record stands for: refused ones of one kind are counted together for a minute. */
  occurrences: number;
}

export interface AuditAnswer {
  rows: AuditRow[];
  nextCursor: string | null;
}

const AuditQueryObject = z.strictObject({
  ...windowFields,
  window: windowFields.window.describe(
    "A stretch of time by name: those of hours and days end now. Not together with `start` and `end`; without either all records are meant.",
  ),
  ...pageFields,
  userId: NameSchema.optional(),
  action: NameSchema.optional(),
  resourceType: NameSchema.optional(),
  resourceId: NameSchema.optional(),
  status: z.enum(AUDIT_STATUSES).optional(),
  requestId: NameSchema.optional(),
});

export type AuditQuestion = z.output<typeof AuditQueryObject>;
export const AuditQuerySchema: z.ZodType<AuditQuestion, AuditQuery | undefined> = AuditQueryObject.prefault(
  {},
);

export const AuditAnswerSchema: z.ZodType<AuditAnswer> = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      chainSeq: z.string().nullable(),
      timestamp: z.string(),
      userId: z.string(),
      userName: z.string(),
      action: z.string(),
      resourceType: z.string(),
      resourceId: z.string(),
      details: z.record(z.string(), z.unknown()).nullable(),
      status: z.enum(AUDIT_STATUSES),
      result: z.record(z.string(), z.unknown()).nullable(),
      requestId: z.string().nullable(),
      clientAddress: z.string().nullable(),
      tokenId: z.string().nullable(),
      replica: z.string(),
      serviceVersion: z.string(),
      occurrences: z.int(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** Kinds of tampering that a verification tells apart. */
export const CHAIN_FAULTS = [
  "edited",
  "deleted",
  "missing",
  "inserted",
  "reordered",
  "rewritten",
  "cut",
  "rolled_back",
  "unsigned",
  "bad_signature",
] as const;

/** The first thing that is wrong with the chain. */
export interface ChainFault {
  /** Number of the first record that is wrong, or would be. */
  chainSeq: string;
  kind: (typeof CHAIN_FAULTS)[number];
  message: string;
}

/** From where on to verify, and what to hold the chain against. */
export interface AuditVerifyQuery {
  /** Verify from the last checkpoint at or before this number on; from the beginning if left out. */
  fromSeq?: number | undefined;
  /** A checkpoint that was kept outside the database, as printed. */
  checkpoint?: string | undefined;
}

export interface AuditVerifyAnswer {
  ok: boolean;
  fault: ChainFault | null;
  /** Records whose hashes were computed anew and found right. */
  verifiedRecords: number;
  /** First and last number of the chain as it stands; null where nothing is sealed. */
  firstSeq: string | null;
  lastSeq: string | null;
  /** Checkpoints whose signatures were found right. */
  verifiedCheckpoints: number;
  /** Records that wait to be sealed. */
  unsealedRecords: number;
  /** Records that retention has dropped, as signed cuts say. */
  droppedRecords: number;
}

/** The newest signed statement of how far the chain is; nulls where nothing is sealed yet. */
export interface AuditCheckpointAnswer {
  chainSeq: string | null;
  /** SHA-256 of the chain up to this number, hex. */
  hash: string | null;
  signedAt: string | null;
  keyId: string | null;
  /** The statement itself, a compact JWS (EdDSA): keep it somewhere else. */
  checkpoint: string | null;
}

const AuditVerifyObject = z.strictObject({
  fromSeq: z.int().min(1).optional(),
  checkpoint: z.string().max(2_000).optional(),
});

export type AuditVerifyQuestion = z.output<typeof AuditVerifyObject>;
export const AuditVerifyQuerySchema: z.ZodType<AuditVerifyQuestion, AuditVerifyQuery | undefined> =
  AuditVerifyObject.prefault({});

export const AuditVerifyAnswerSchema: z.ZodType<AuditVerifyAnswer> = z.object({
  ok: z.boolean(),
  fault: z.object({ chainSeq: z.string(), kind: z.enum(CHAIN_FAULTS), message: z.string() }).nullable(),
  verifiedRecords: z.int(),
  firstSeq: z.string().nullable(),
  lastSeq: z.string().nullable(),
  verifiedCheckpoints: z.int(),
  unsealedRecords: z.int(),
  droppedRecords: z.int(),
});

export const AuditCheckpointAnswerSchema: z.ZodType<AuditCheckpointAnswer> = z.object({
  chainSeq: z.string().nullable(),
  hash: z.string().nullable(),
  signedAt: z.string().nullable(),
  keyId: z.string().nullable(),
  checkpoint: z.string().nullable(),
});
