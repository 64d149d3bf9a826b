import { createKubeCent, type InfoAnswer, type KubeCentClient } from "@kubecent/sdk";
import { type ReactElement, type ReactNode, useEffect, useMemo, useState } from "react";
import { BASE_PATH } from "../app/base-path.ts";
import { endSession, type Session } from "./session.ts";
import { SessionTrouble } from "./session-trouble.tsx";
import { SignedInContext } from "./signed-in.tsx";

type Asked = { caller: InfoAnswer } | { error: unknown } | "asking";

/** Asks who the session's caller is, once, and then shows the page to them. */
export function OpenSession({ session, children }: { session: Session; children: ReactNode }): ReactElement {
  const client = useMemo(() => openClient(session), [session]);
  const [opening, setOpening] = useState<Asked>("asking");

  useEffect(() => {
    if (opening !== "asking") return;
    const leaving = new AbortController();
    client.system.info.query(undefined, { signal: leaving.signal }).then(
      (caller) => setOpening({ caller }),
      (error: unknown) => {
        if (!leaving.signal.aborted) setOpening({ error });
      },
    );
    return () => leaving.abort();
  }, [client, opening]);

  const signedIn = useMemo(
    () => (typeof opening === "object" && "caller" in opening ? { session, client, ...opening } : null),
    [session, client, opening],
  );
  if (signedIn) return <SignedInContext value={signedIn}>{children}</SignedInContext>;
  if (typeof opening === "object" && "error" in opening) {
    const signOut = (): void => endSession(session, "signed-out");
    return <SessionTrouble error={opening.error} onRetry={() => setOpening("asking")} onSignOut={signOut} />;
  }
  return <Opening />;
}

/** Nothing to see yet: an answer takes milliseconds as a rule. */
export function Opening(): ReactElement {
  return <main aria-busy="true" aria-label="Signing in" />;
}

const NOT_AUTHENTICATED = 401;

/** A client, for this session, of the service that has served this page. */
function openClient(session: Session): KubeCentClient {
  let wasTaken = false;
  return createKubeCent({
    url: BASE_PATH,
    token: session.token,
    onResponse: ({ status }) => {
      if (status !== NOT_AUTHENTICATED) wasTaken ||= status < 400;
      else if (session.onRefused) session.onRefused();
      else endSession(session, wasTaken ? "expired" : "refused");
    },
  });
}
