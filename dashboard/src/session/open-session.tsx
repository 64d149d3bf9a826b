import { createKubeCent, type InfoAnswer, type KubeCentClient } from "@kubecent/sdk";
import { type ReactElement, type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { BASE_PATH } from "../app/base-path.ts";
import { askedAgainMs } from "../states/asked-again.ts";
import { endSession, type Session } from "./session.ts";
import { SessionTrouble } from "./session-trouble.tsx";
import { SignedInContext } from "./signed-in.tsx";

/** Asks who the session's caller is, once, and then shows the page to them. */
export function OpenSession({ session, children }: { session: Session; children: ReactNode }): ReactElement {
  const client = useMemo(() => openClient(session), [session]);
  const { caller, error, nextAt, askAgain } = useCaller(client);
  const signedIn = useMemo(() => caller && { session, client, caller }, [session, client, caller]);
  if (signedIn) return <SignedInContext value={signedIn}>{children}</SignedInContext>;
  if (error === undefined) return <Opening />;
  const signOut = (): void => endSession(session, "signed-out");
  return <SessionTrouble error={error} nextAt={nextAt} onRetry={askAgain} onSignOut={signOut} />;
}

interface CallerAnswer {
  readonly caller?: InfoAnswer;
  /** Of the last attempt; it stays while the next one is on its way. */
  readonly error?: unknown;
  /** When the next attempt is made by itself; none is where only people can help. */
  readonly nextAt?: number | undefined;
}

/** Asks who the caller is. The page does the waiting, not the SDK: a page that waits has to say so. */
function useCaller(client: KubeCentClient): CallerAnswer & { readonly askAgain: () => void } {
  const [isAsking, setAsking] = useState(true);
  const [answer, setAnswer] = useState<CallerAnswer>({});
  useEffect(() => {
    if (!isAsking) return undefined;
    const leaving = new AbortController();
    const settle = (settled: CallerAnswer): void => {
      if (leaving.signal.aborted) return;
      setAnswer(settled);
      setAsking(false);
    };
    client.system.info.query(undefined, { signal: leaving.signal, maxRetries: 0 }).then(
      (caller) => settle({ caller }),
      (error: unknown) => settle({ error, nextAt: nextAttemptAt(error) }),
    );
    return () => leaving.abort();
  }, [client, isAsking]);
  const askAgain = useCallback(() => setAsking(true), []);
  return { ...answer, askAgain };
}

function nextAttemptAt(error: unknown): number | undefined {
  const delayMs = askedAgainMs(error);
  return delayMs === undefined ? undefined : Date.now() + delayMs;
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
