import * as z from "zod";
import { PERMISSIONS, type Permission, ROLES, type Role } from "../roles.ts";
import { type Scope, ScopeSchema } from "./scope.ts";

export interface HealthAnswer {
  status: "ok";
  version: string;
}

/** Who the caller is to KubeCent, and what that allows. */
export interface InfoAnswer {
  version: string;
  environment: string;
  /** The caller: a token's name, or the subject of a JWT. */
  caller: string;
  /** The strongest of the caller's roles; `grants` says where each one holds. */
  role: Role;
  permissions: Permission[];
  /** What the caller may see in any role. */
  scope: Scope;
  grants: { role: Role; scope: Scope }[];
  /** The caller's own token, never itself. */
  token: CallerToken;
  limits: { requestsPerMinute: number; requestBytes: number; pageRows: number };
}

/** The token that a caller has shown. */
export interface CallerToken {
  kind: "api-token" | "jwt";
  /** An API token's name; the issuer of a JWT. */
  from: string;
  /** An API token's number; the `jti` of a JWT, where it has one. */
  id: string | null;
  createdAt: string;
  expiresAt: string | null;
}

export const HealthAnswerSchema: z.ZodType<HealthAnswer> = z.object({
  status: z.literal("ok"),
  version: z.string(),
});

export const InfoAnswerSchema: z.ZodType<InfoAnswer> = z.object({
  version: z.string(),
  environment: z.string(),
  caller: z.string(),
  role: z.enum(ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
  scope: ScopeSchema,
  grants: z.array(z.object({ role: z.enum(ROLES), scope: ScopeSchema })),
  token: z.object({
    kind: z.enum(["api-token", "jwt"]),
    from: z.string(),
    id: z.string().nullable(),
    createdAt: z.string(),
    expiresAt: z.string().nullable(),
  }),
  limits: z.object({ requestsPerMinute: z.number(), requestBytes: z.number(), pageRows: z.number() }),
});
