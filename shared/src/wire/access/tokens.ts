import * as z from "zod";
import { ROLES, type Role } from "../../roles.ts";
import { type Scope, ScopeInputSchema, type ScopeInput, ScopeSchema } from "../scope.ts";

/** Longest life that a token may be given: ten years. */
const MAX_LIFETIME_SECONDS = 315_360_000;

/** What an API token may be called: its name stands in audit records and bindings. */
export const TokenNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$/, "letters, digits, and . _ @ - after the first, 100 at most");

/** A token to be made. Without a scope it sees what its maker sees; without a life time it does not expire. */
export interface TokenCreateInput {
  name: string;
  role: Role;
  scope?: ScopeInput | undefined;
  expiresInSeconds?: number | undefined;
}

/** An API token as it is kept: never the token itself. */
export interface TokenRow {
  id: string;
  name: string;
  role: Role;
  scope: Scope;
  state: "live" | "expired" | "revoked";
  createdAt: string;
  createdBy: string;
  expiresAt: string | null;
  revokedAt: string | null;
  /** To the minute; null where it was never used. */
  lastUsedAt: string | null;
}

export interface TokenCreateAnswer extends TokenRow {
  /** Told this once. */
  token: string;
}

export interface TokenListAnswer {
  rows: TokenRow[];
}

const TokenCreateObject = z.strictObject({
  name: TokenNameSchema,
  role: z.enum(ROLES),
  scope: ScopeInputSchema.optional(),
  expiresInSeconds: z.int().min(60).max(MAX_LIFETIME_SECONDS).optional(),
});

export const TokenCreateSchema: z.ZodType<
  z.output<typeof TokenCreateObject>,
  TokenCreateInput
> = TokenCreateObject;

export const TokenNamedSchema: z.ZodType<{ name: string }, { name: string }> = z.strictObject({
  name: TokenNameSchema,
});

const tokenFields = {
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  scope: ScopeSchema,
  state: z.enum(["live", "expired", "revoked"]),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
};

export const TokenRowSchema: z.ZodType<TokenRow> = z.object(tokenFields);
export const TokenCreateAnswerSchema: z.ZodType<TokenCreateAnswer> = z.object({
  ...tokenFields,
  token: z.string(),
});
export const TokenListAnswerSchema: z.ZodType<TokenListAnswer> = z.object({
  rows: z.array(z.object(tokenFields)),
});
