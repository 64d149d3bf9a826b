import * as z from "zod";
import { NameSchema, SubjectSchema } from "../text.ts";

/** Which JSON Web Tokens no longer hold: those of which all that is named here is true. */
export interface RevocationInput {
  /** As `system.info` names the caller, such as `oidc:alice@example.com`. Alone: whatever they show, new tokens too. */
  subject?: string | undefined;
  /** The token's `jti`. */
  tokenId?: string | undefined;
  /** Tokens made before this instant. */
  issuedBefore?: string | undefined;
  /** For those who read it later. */
  reason?: string | undefined;
}

export interface RevocationRow {
  id: string;
  subject: string | null;
  tokenId: string | null;
  issuedBefore: string | null;
  reason: string;
  createdAt: string;
  createdBy: string;
  /** When the last token that this could be about has expired; null where it holds until it is deleted. */
  endsAt: string | null;
}

export interface RevocationListAnswer {
  rows: RevocationRow[];
}

const RevocationObject = z
  .strictObject({
    subject: SubjectSchema.optional(),
    tokenId: NameSchema.optional(),
    issuedBefore: z.iso.datetime({ offset: true }).optional(),
    reason: z.union([z.literal(""), NameSchema]).optional(),
  })
  .refine(({ subject, tokenId, issuedBefore }) => (subject ?? tokenId ?? issuedBefore) !== undefined, {
    error: "name a subject, a tokenId or issuedBefore: nothing at all would mean every token",
  });

export const RevocationCreateSchema: z.ZodType<RevocationInput, RevocationInput> = RevocationObject;

const revocationFields = {
  id: z.string(),
  subject: z.string().nullable(),
  tokenId: z.string().nullable(),
  issuedBefore: z.string().nullable(),
  reason: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  endsAt: z.string().nullable(),
};

export const RevocationRowSchema: z.ZodType<RevocationRow> = z.object(revocationFields);
export const RevocationListAnswerSchema: z.ZodType<RevocationListAnswer> = z.object({
  rows: z.array(z.object(revocationFields)),
});
