import { KubeCentError } from "@kubecent/sdk";
import { type ReactElement, useEffect, useState } from "react";
import { askedAgainMs } from "../states/asked-again.ts";
import { Countdown } from "../states/countdown.tsx";

interface SessionTroubleProps {
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly onSignOut: () => void;
}

/** Signing in failed for another reason than the token itself. What may pass is asked again without a press. */
export function SessionTrouble({ error, onRetry, onSignOut }: SessionTroubleProps): ReactElement {
  const until = useAskedAgain(error, onRetry);
  return (
    <main className="session-card">
      <h1>KubeCent cannot tell who you are</h1>
      <p role="alert">{error instanceof Error ? error.message : String(error)}</p>
      {KubeCentError.is(error) && error.requestId !== undefined && (
        <p className="session-request">
          Request <code>{error.requestId}</code>
        </p>
      )}
      {until !== undefined && (
        <p>
          <Countdown until={until} />
        </p>
      )}
      <p className="session-actions">
        <button type="button" onClick={onRetry}>
          Try again
        </button>
        <button type="button" onClick={onSignOut}>
          Sign out
        </button>
      </p>
    </main>
  );
}

/** Asks again by itself; returns when. */
function useAskedAgain(error: unknown, onRetry: () => void): number | undefined {
  const [until, setUntil] = useState<number>();
  useEffect(() => {
    const delayMs = askedAgainMs(error);
    setUntil(delayMs === undefined ? undefined : Date.now() + delayMs);
    if (delayMs === undefined) return undefined;
    const timer = setTimeout(onRetry, delayMs);
    return () => clearTimeout(timer);
  }, [error, onRetry]);
  return until;
}
