import { CostError, isScopeWithin, PERMISSIONS, type Scope } from "@kubecent/shared";
import { type Caller, type Grant, scopeInRole } from "../caller.ts";

/** Refuses to let a caller give what they do not have: a stronger role, or a wider scope than theirs in it. */
export function refuseMoreThanOwn(caller: Caller, { role, scope }: Grant): void {
  if (isScopeWithin(scope, scopeInRole(caller, role, PERMISSIONS))) return;
  throw new CostError(
    "FORBIDDEN",
    `You cannot give the role ${role} over this scope, for you do not have it yourself. Narrow the role or the scope.`,
  );
}

/** Refuses to let a caller make something for more than they may change. */
export function refuseScopeBeyond(own: Scope, wanted: Scope): void {
  if (isScopeWithin(wanted, own)) return;
  throw new CostError(
    "FORBIDDEN",
    "The scope reaches beyond yours. Narrow it, or leave it out to take your own; system.info says what you have.",
  );
}
