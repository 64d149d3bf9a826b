import { createHash } from "node:crypto";
import { CostError, isFullScope, NO_SCOPE, type Permission, scopeOfClusters } from "@kubecent/shared";
import { callerFor, type GrantedCaller, type Identity } from "../auth/caller.ts";
import { EVERYTHING, isEverything, type Visibility } from "../store/access/visibility.ts";
import type { Context } from "./context.ts";
import { trpcError } from "./error-facts.ts";
import { noteFailedCall } from "./failed-calls.ts";
import type { AccessRule, CalledProcedure, Procedure } from "./procedures.ts";

/** A caller who may ask, or why they may not. */
export type Admission =
  | { readonly caller: GrantedCaller; readonly refusal: null }
  | { readonly caller: null; readonly refusal: CostError };

/**
 * Whether somebody may ask for what needs the permission. The one place that decides it: answers from the cache go
 * out by it as well. Who may see a part only is refused where a procedure does not heed scopes itself.
 */
export function admissionOf(identity: Identity, { permission, servesScoped }: AccessRule): Admission {
  if (!identity.caller) return refused(new CostError(identity.refusal, REFUSAL_TEXTS[identity.refusal]));

  const { caller } = identity;
  const granted = callerFor(caller, permission);
  if (!granted) return forbidden(notGrantedText(caller, permission));
  if (!servesScoped && !isFullScope(granted.scope)) return forbidden(SCOPED_TEXT);
  return { caller: granted, refusal: null };
}

function refused(refusal: CostError): Admission {
  return { caller: null, refusal };
}

function forbidden(text: string): Admission {
  return refused(new CostError("FORBIDDEN", text));
}

function notGrantedText({ role, name }: NonNullable<Identity["caller"]>, permission: Permission): string {
  return role === null
    ? `Nothing is granted to ${name}. Ask an admin for a role: a binding, or a claim of your token.`
    : `The role ${role} does not grant ${permission}. Ask an admin for one that does.`;
}

const SCOPED_TEXT =
  "You may see some clusters or namespaces only, and this is about the service as a whole. " +
  "Ask an admin for a role over everything; system.info says what you have.";

const REFUSAL_TEXTS = {
  TOKEN_MISSING: "Send a token: Authorization: Bearer kc_…",
  TOKEN_INVALID: "The token is not valid: unknown, expired or revoked.",
} as const;

/** A call that its caller may make. */
export interface AdmittedCall {
  readonly procedure: Procedure;
  readonly ctx: Context;
  /** Null where anybody may call. */
  readonly caller: GrantedCaller | null;
}

/**
 * The first step, before the input is looked at. Throws UNAUTHORIZED or FORBIDDEN for a caller who may not make the call,
 * and puts that on record.
 */
export function admit(ctx: Context, procedure: Procedure): AdmittedCall {
  const { access } = procedure;
  return { ctx, procedure, caller: access ? admittedCaller(ctx, procedure, access) : null };
}

/** The caller, with what counts for the rule alone. Throws what `admit` throws. */
export function admittedCaller(ctx: Context, procedure: CalledProcedure, access: AccessRule): GrantedCaller {
  const { caller, refusal } = admissionOf(ctx.identity, access);
  if (caller) return caller;
  noteFailedCall(ctx, procedure, refusal);
  throw trpcError(refusal);
}

/**
 * What a caller of a procedure may read: namespaces in any role that grants the procedure, and what belongs to a
 * cluster as a whole in roles that grant `cluster:view`.
 */
export function visibilityOf(caller: GrantedCaller): Visibility {
  const wholeClusters = callerFor(caller, "cluster:view")?.scope ?? NO_SCOPE;
  const visibility = { shows: caller.scope, wholeClusters };
  return isEverything(visibility) ? EVERYTHING : visibility;
}

/**
 * What a question about some clusters may read for its caller: nothing of others, where one sees a part. So nothing has to
 * be looked up in those, whose server may be away. Where a question names none it is about all.
 */
export function visibilityIn(
  caller: GrantedCaller,
  clusters: string | readonly string[] | undefined,
): Visibility {
  const visibility = visibilityOf(caller);
  if (clusters === undefined || isEverything(visibility)) return visibility;
  const names = [clusters].flat();
  return {
    shows: scopeOfClusters(visibility.shows, names),
    wholeClusters: scopeOfClusters(visibility.wholeClusters, names),
  };
}

/**
 * What of a caller changes an answer, as a text: two callers share answers, and cursors, only where it is the same.
 * Scopes have one form, so that equal ones give equal texts however they were granted.
 */
export function scopeOf(caller: GrantedCaller): string {
  return scopeText(visibilityOf(caller));
}

/** The same of a visibility that is known already. */
export function scopeText(visibility: Visibility): string {
  if (isEverything(visibility)) return "all";
  return createHash("sha256")
    .update(JSON.stringify([visibility.shows, visibility.wholeClusters]))
    .digest("base64url");
}
