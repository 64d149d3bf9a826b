import * as z from "zod";
import { PERMISSIONS, type Permission, ROLES, type Role } from "../roles.ts";

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
  role: Role;
  permissions: Permission[];
  /** What the caller may see; null means everything. */
  scope: { clusters: string[] | null; namespaces: string[] | null };
  limits: { requestsPerMinute: number; requestBytes: number; pageRows: number };
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
  scope: z.object({
    clusters: z.array(z.string()).nullable(),
    namespaces: z.array(z.string()).nullable(),
  }),
  limits: z.object({ requestsPerMinute: z.number(), requestBytes: z.number(), pageRows: z.number() }),
});
