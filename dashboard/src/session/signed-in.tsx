import type { InfoAnswer, KubeCentClient, Permission } from "@kubecent/sdk";
import { createContext, useContext } from "react";
import type { Session } from "./session.ts";

/** What every part of the page may use of the session. */
export interface SignedIn {
  readonly session: Session;
  readonly client: KubeCentClient;
  readonly caller: InfoAnswer;
}

/** Set by `SessionGate`. */
export const SignedInContext = createContext<SignedIn | null>(null);

/** The session, its client and its caller; for use below `SessionGate`. */
export function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (!signedIn) throw new Error("This part of the page stands outside of SessionGate");
  return signedIn;
}

/** Who is signed in: name, role, permissions, scope, and when the token expires. */
export function useCaller(): InfoAnswer {
  return useSignedIn().caller;
}

/** Whether the caller's role lets them do this somewhere. What it does not is not offered. */
export function useMay(permission: Permission): boolean {
  return useCaller().permissions.includes(permission);
}
