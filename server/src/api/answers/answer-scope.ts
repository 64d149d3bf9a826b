import { createHash } from "node:crypto";
import { NO_SCOPE } from "@kubecent/shared";
import { callerFor, type GrantedCaller } from "../../auth/caller.ts";
import { EVERYTHING, isEverything, type Reach } from "../../store/access/reach.ts";

/**
 * What a caller of a procedure may read: namespaces in any role that grants the procedure, and what belongs to a
 * cluster as a whole in roles that grant `cluster:view`.
 */
export function reachOf(caller: GrantedCaller): Reach {
  const wholes = callerFor(caller, "cluster:view")?.scope ?? NO_SCOPE;
  const reach = { shows: caller.scope, wholes };
  return isEverything(reach) ? EVERYTHING : reach;
}

/**
 * What of a caller changes an answer, as a text: two callers share answers, and cursors, only where it is the same.
 * Scopes have one form, so that equal ones give equal texts however they were granted.
 */
export function scopeOf(caller: GrantedCaller): string {
  return scopeText(reachOf(caller));
}

/** The same of a reach that is known already. */
export function scopeText(reach: Reach): string {
  if (isEverything(reach)) return "all";
  return createHash("sha256")
    .update(JSON.stringify([reach.shows, reach.wholes]))
    .digest("base64url");
}
