import { type ReactElement, type ReactNode, useMemo } from "react";
import { endSession, type Session } from "./session.ts";
import { clientOf } from "./session-client.ts";
import { SessionTrouble } from "./session-trouble.tsx";
import { SignedInContext } from "./signed-in.tsx";
import { useAskedCaller } from "./use-asked-caller.ts";

/** Waits for who the session's caller is, and then shows the page to them. */
export function OpenSession({ session, children }: { session: Session; children: ReactNode }): ReactElement {
  const { caller, error, nextAt, askAgain } = useAskedCaller(session);
  const signedIn = useMemo(() => caller && { session, client: clientOf(session), caller }, [session, caller]);
  if (signedIn) return <SignedInContext value={signedIn}>{children}</SignedInContext>;
  if (error === undefined) return <Opening />;
  const signOut = (): void => endSession(session, "signed-out");
  return <SessionTrouble error={error} nextAt={nextAt} onRetry={askAgain} onSignOut={signOut} />;
}

/** Not much to see yet: what index.html shows until it is drawn over, in the place where the frame will have it. */
export function Opening(): ReactElement {
  return (
    <main aria-busy="true" aria-label="Signing in">
      <p className="opening">KubeCent</p>
    </main>
  );
}
