import { createHash } from "node:crypto";
import { NO_SCOPE } from "@kubecent/shared";
import { callerFor, type GrantedCaller } from "../../auth/caller.ts";
import { EVERYTHING, isEverything, type Visibility } from "../../store/access/visibility.ts";

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
