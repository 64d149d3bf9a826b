import * as z from "zod";
import { ROLES, type Role } from "../../roles.ts";
import { type Scope, ScopeInputSchema, type ScopeInput, ScopeSchema } from "../scope.ts";
import { TokenNameSchema } from "../text.ts";
import { type BindingRow, BindingRowSchema } from "./bindings.ts";

/** Longest life that a token may be given: ten years. */
const MAX_LIFETIME_SECONDS = 315_360_000;

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
  /** What was bound to this name before there was this token, and counts for it. */
  bindings: BindingRow[];
}

/** A token to be revoked, with what is bound to its name. */
export interface TokenRevokeInput {
  name: string;
  /** Leaves its bindings to the next token of that name; without it they end with this one. */
  keepBindings?: boolean | undefined;
}

export interface TokenRevokeAnswer extends TokenRow {
  /** The bindings that went by its name and ended with it. */
  endedBindings: BindingRow[];
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

export const TokenRevokeSchema: z.ZodType<TokenRevokeInput, TokenRevokeInput> = z.strictObject({
  name: TokenNameSchema,
  keepBindings: z.boolean().optional(),
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

export const TokenCreateAnswerSchema: z.ZodType<TokenCreateAnswer> = z.object({
  ...tokenFields,
  token: z.string(),
  bindings: z.array(BindingRowSchema),
});
export const TokenRevokeAnswerSchema: z.ZodType<TokenRevokeAnswer> = z.object({
  ...tokenFields,
  endedBindings: z.array(BindingRowSchema),
});
export const TokenListAnswerSchema: z.ZodType<TokenListAnswer> = z.object({
  rows: z.array(z.object(tokenFields)),
});
