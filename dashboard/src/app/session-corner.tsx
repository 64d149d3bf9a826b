import type { ReactElement } from "react";
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
      <button type="button" className="link" onClick={() => endSession(session, "signed-out")}>
        Sign out
      </button>
    </div>
  );
}
