import type { ReactElement, ReactNode } from "react";
import { Opening, OpenSession } from "./open-session.tsx";
import { SignInScreen } from "./sign-in-screen.tsx";
import { useSession } from "./use-session.ts";

/**
 * Shows the page to those who have signed in, and the way to sign in to everybody else. The address stays as it is, so
 * that signing in leads to the view that was wanted. Everything below begins anew with each session.
 */
export function SessionGate({ children }: { children: ReactNode }): ReactElement {
  const state = useSession();
  if (state.reason === "coming") return <Opening />;
  if (!state.session) return <SignInScreen reason={state.reason} detail={state.detail} />;
  const { session } = state;
  return (
    <OpenSession key={session.id} session={session}>
      {children}
    </OpenSession>
  );
}
