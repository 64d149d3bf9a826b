import * as z from "zod";
import { ROLES, type Role } from "../../roles.ts";
import { type Scope, ScopeInputSchema, type ScopeInput, ScopeSchema } from "../scope.ts";
import { SubjectSchema, TokenNameSchema } from "../text.ts";

/** Whom a binding is about. */
export const SUBJECT_KINDS = ["user", "group", "serviceaccount", "token"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** A role and a scope for a user, a group, a service account or a token. */
export interface BindingInput {
  subjectKind: SubjectKind;
  /**
   * As `system.info` names them: `oidc:alice@example.com`, the group `oidc:platform`, the service account
   * `monitoring/grafana`, a token's name.
   */
  subject: string;
  role: Role;
  scope?: ScopeInput | undefined;
}

export interface BindingRow {
  id: string;
  subjectKind: SubjectKind;
  subject: string;
  role: Role;
  scope: Scope;
  createdAt: string;
  createdBy: string;
}

export interface BindingListAnswer {
  rows: BindingRow[];
}

const SERVICE_ACCOUNT = /^[^\s/]*[a-z0-9]([a-z0-9-]*[a-z0-9])?\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

const BindingObject = z
  .strictObject({
    subjectKind: z.enum(SUBJECT_KINDS),
    subject: SubjectSchema,
    role: z.enum(ROLES),
    scope: ScopeInputSchema.prefault({}),
  })
  .refine(({ subjectKind, subject }) => subjectKind !== "serviceaccount" || SERVICE_ACCOUNT.test(subject), {
    path: ["subject"],
    error: "must be namespace/name, such as monitoring/grafana",
  })
  .refine(
    ({ subjectKind, subject }) => subjectKind !== "token" || TokenNameSchema.safeParse(subject).success,
    {
      path: ["subject"],
      error: "must be the name of an API token",
    },
  );

/** A binding, read. */
export interface Binding {
  subjectKind: SubjectKind;
  subject: string;
  role: Role;
  scope: Scope;
}

/** A binding as it is written, in an input or in a file. */
export const BindingCreateSchema: z.ZodType<Binding, BindingInput> = BindingObject;

/** Names a row by its number. */
export const RowIdSchema: z.ZodType<{ id: string }, { id: string }> = z.strictObject({
  id: z.string().regex(/^[1-9]\d{0,17}$/, "must be a row's id, such as 7"),
});

const bindingFields = {
  id: z.string(),
  subjectKind: z.enum(SUBJECT_KINDS),
  subject: z.string(),
  role: z.enum(ROLES),
  scope: ScopeSchema,
  createdAt: z.string(),
  createdBy: z.string(),
};

export const BindingRowSchema: z.ZodType<BindingRow> = z.object(bindingFields);
export const BindingListAnswerSchema: z.ZodType<BindingListAnswer> = z.object({
  rows: z.array(z.object(bindingFields)),
});
