import { FULL_SCOPE, ROLES, type Role, ScopeInputSchema, type Scope } from "@kubecent/shared";
import * as z from "zod";
import type { Subject } from "../access/access-lists.ts";
import type { Grant } from "../caller.ts";
import type { TokenClaims } from "./claims.ts";
import type { IssuerRules } from "./issuer-rules.ts";

/** A role, a list of roles, or roles as names of objects: `{"admin": {"370…": "example.zitadel.cloud"}}`. */
const ValuesSchema = z.union([
  z.string().transform((value) => [value]),
  z.array(z.unknown()).max(200),
  z.record(z.string(), z.looseObject({})).transform((roles) => Object.keys(roles).slice(0, 200)),
]);

/** What a token gives by its own claims. Values that mean nothing to us give nothing. */
export function claimedGrants(claims: TokenClaims, rules: IssuerRules): Grant[] {
  if (rules.claims.role === null) return [];
  const scope = claimedScope(claims, rules);
  if (scope === null) return [];
  const values = ValuesSchema.safeParse(claims.role).data ?? [];
  const roles = new Set(values.map((value) => roleOf(value, rules)));
  return [...roles].flatMap((role) => (role === null ? [] : [{ role, scope }]));
}

/** Whom bindings may be about so that they are about this token's owner. */
export function subjectsOf(
  { subject, serviceAccount, groups }: TokenClaims,
  { prefix }: IssuerRules,
): Subject[] {
  const who: Subject = serviceAccount
    ? {
        subjectKind: "serviceaccount",
        subject: `${prefix}${serviceAccount.namespace}/${serviceAccount.name}`,
      }
    : { subjectKind: "user", subject };
  return [who, ...groups.map((group): Subject => ({ subjectKind: "group", subject: group }))];
}

/** Null where the issuer is to say it and does not, or says what cannot be read: then the role counts nowhere. */
function claimedScope({ scope }: TokenClaims, { claims }: IssuerRules): Scope | null {
  if (claims.scope === null) return FULL_SCOPE;
  return ScopeInputSchema.safeParse(scope).data ?? null;
}

function roleOf(value: unknown, { roles }: IssuerRules): Role | null {
  if (typeof value !== "string") return null;
  if (roles !== null) return Object.hasOwn(roles, value) ? (roles[value] ?? null) : null;
  return ROLES.find((role) => role === value) ?? null;
}
