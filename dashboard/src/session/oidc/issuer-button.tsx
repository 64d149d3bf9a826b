import { type ReactElement, useState } from "react";
import { signInAt } from "./sign-in-by-issuer.ts";
import type { SignInWay } from "./sign-in-ways.ts";

/** Signs in at an issuer. */
export function IssuerButton({ way }: { way: SignInWay }): ReactElement {
  const [isLeaving, setLeaving] = useState(false);
  const leave = (): void => {
    setLeaving(true);
    void signInAt(way);
  };
  return (
    <p>
      <button type="button" className="primary session-issuer" disabled={isLeaving} onClick={leave}>
        Sign in with {way.name}
      </button>
    </p>
  );
}
