import type { Scope } from "@kubecent/shared";
import { isScopeWithin } from "@kubecent/shared/scopes";
import { useCaller } from "../../session/signed-in.tsx";

/** Whether the caller may change what has this scope: their role lets them, and they see all of it. */
export function useMayEdit(): (scope: Scope) => boolean {
  const caller = useCaller();
  const isEditor = caller.permissions.includes("alert:edit");
  return (scope) => isEditor && isScopeWithin(scope, caller.scope);
}
