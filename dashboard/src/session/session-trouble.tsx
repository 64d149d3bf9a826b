import { KubeCentError } from "@kubecent/sdk";
import type { ReactElement } from "react";

interface SessionTroubleProps {
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly onSignOut: () => void;
}

/** Signing in failed for another reason than the token itself. */
export function SessionTrouble({ error, onRetry, onSignOut }: SessionTroubleProps): ReactElement {
  return (
    <main className="session-card">
      <h1>KubeCent cannot tell who you are</h1>
      <p role="alert">{error instanceof Error ? error.message : String(error)}</p>
      {KubeCentError.is(error) && error.requestId !== undefined && (
        <p className="session-request">
          Request <code>{error.requestId}</code>
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
