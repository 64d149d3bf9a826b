import type { ReactElement } from "react";
import { KeepChoice } from "../session/keep-choice.tsx";
import { endSession } from "../session/session.ts";
import { useSignedIn } from "../session/signed-in.tsx";

/** Who is signed in, and the way out. */
export function SessionCorner(): ReactElement {
  const { caller, session } = useSignedIn();
  return (
    <div className="session-corner">
      <span title={`Role: ${caller.role}`}>
        <bdi>{caller.caller}</bdi>
      </span>
      <KeepChoice session={session} />
      <button type="button" className="link" onClick={() => endSession(session, "signed-out")}>
        Sign out
      </button>
    </div>
  );
}
