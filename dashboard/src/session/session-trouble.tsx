import { KubeCentError } from "@kubecent/sdk";
import { type ReactElement, useEffect } from "react";
import { Countdown } from "../states/countdown.tsx";

interface SessionTroubleProps {
  readonly error: unknown;
  /** When it is asked again without a press. */
  readonly nextAt: number | undefined;
  readonly onRetry: () => void;
  readonly onSignOut: () => void;
}

/** Signing in failed for another reason than the token itself. What may pass is asked again without a press. */
export function SessionTrouble({ error, nextAt, onRetry, onSignOut }: SessionTroubleProps): ReactElement {
  useEffect(() => {
    if (nextAt === undefined) return undefined;
    const timer = setTimeout(onRetry, nextAt - Date.now());
    return () => clearTimeout(timer);
  }, [nextAt, onRetry]);
  return (
    <main className="session-card">
      <h1>KubeCent cannot tell who you are</h1>
      <p role="alert">{error instanceof Error ? error.message : String(error)}</p>
      {KubeCentError.is(error) && error.requestId !== undefined && (
        <p className="session-request">
          Request <code>{error.requestId}</code>
        </p>
      )}
      {nextAt !== undefined && (
        <p>
          <Countdown until={nextAt} />
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
