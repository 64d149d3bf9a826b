import { useSyncExternalStore } from "react";
import { type SessionState, sessionState, watchSession } from "./session.ts";

/** Whether somebody is signed in; draws anew when that changes. */
export function useSession(): SessionState {
  return useSyncExternalStore(watchSession, sessionState);
}
