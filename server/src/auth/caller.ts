import {
  type ErrorCode,
  type Instant,
  NO_SCOPE,
  type Permission,
  type Role,
  ROLES,
  roleGrants,
  type Scope,
  unionScopes,
} from "@kubecent/shared";

/** A role, and where it holds. */
export interface Grant {
  readonly role: Role;
  readonly scope: Scope;
}

/** The token that a caller has shown, never itself. */
export interface Credential {
  readonly kind: "api-token" | "jwt" | "sign-in-code";
  /** An API token's name, also of the one that a code is exchanged for; the issuer of a JWT. */
  readonly from: string;
  /** An API token's or a code's number; the `jti` of a JWT. */
  readonly id: string | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
}

/** Somebody whom the edge has authenticated. */
export interface Caller {
  /** Stable and unique among callers, such as `token:7`; limits count by it. */
  readonly id: string;
  /** What audit records and answers call them: a token's name, or a JWT's subject behind its issuer's prefix. */
  readonly name: string;
  /** What they may do, and where. Nothing where it is empty. */
  readonly grants: readonly Grant[];
  /** The strongest of the roles; null where there is none. */
  readonly role: Role | null;
  /** What they may see in any role. In a procedure: what they may see in a role that grants it. */
  readonly scope: Scope;
  readonly credential: Credential;
}

/** A caller whom a procedure serves. */
export interface GrantedCaller extends Caller {
  readonly role: Role;
}

/** The caller, or why there is none: a request without a valid token may still ask public questions. */
export type Identity =
  | { readonly caller: Caller; readonly refusal: null }
  | { readonly caller: null; readonly refusal: Extract<ErrorCode, "TOKEN_MISSING" | "TOKEN_INVALID"> };

/** Makes a caller out of what is known of them. */
export function callerOf(known: Pick<Caller, "id" | "name" | "grants" | "credential">): Caller {
  const { grants } = known;
  const role = ROLES.findLast((each) => grants.some((grant) => grant.role === each)) ?? null;
  return { ...known, role, scope: unionScopes(grants.map(({ scope }) => scope)) };
}

/**
 * The caller with what counts for a permission alone: who is a viewer of all and an admin of one namespace is no
 * admin of all. Null where no role of theirs grants it.
 */
export function callerFor(caller: Caller, permission: Permission): GrantedCaller | null {
  const narrowed = callerOf({
    ...caller,
    grants: caller.grants.filter(({ role }) => roleGrants(role, permission)),
  });
  const { role } = narrowed;
  return role === null ? null : { ...narrowed, grants: caller.grants, role };
}

/** All that the caller's roles grant somewhere. */
export function permissionsOf<P extends Permission>({ grants }: Caller, permissions: readonly P[]): P[] {
  return permissions.filter((permission) => grants.some(({ role }) => roleGrants(role, permission)));
}

/** What the caller may see in a role that grants all that `role` grants; nothing where they have no such role. */
export function scopeInRole({ grants }: Caller, role: Role, permissions: readonly Permission[]): Scope {
  const wanted = permissions.filter((permission) => roleGrants(role, permission));
  const strong = grants.filter((grant) => wanted.every((permission) => roleGrants(grant.role, permission)));
  return strong.length === 0 ? NO_SCOPE : unionScopes(strong.map(({ scope }) => scope));
}
