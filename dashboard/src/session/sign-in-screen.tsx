import type { ReactElement } from "react";
import type { SignedOutReason } from "./session.ts";
import { TokenForm } from "./token-form.tsx";
import "./session.css";

const NOTICES: Readonly<Record<SignedOutReason, string | null>> = {
  new: null,
  "signed-out": "You have signed out.",
  refused: "The service does not take this token. It may be mistyped, revoked or expired.",
  expired: "Your token has expired or was revoked. Sign in again to go on where you were.",
};

/** The ways to sign in. */
export function SignInScreen({ reason }: { reason: SignedOutReason }): ReactElement {
  const notice = NOTICES[reason];
  return (
    <main className="session-card">
      <h1>KubeCent</h1>
      <p>What your clusters cost, why, and how sure that is.</p>
      {notice !== null && <p role={reason === "signed-out" ? "status" : "alert"}>{notice}</p>}
      <TokenForm />
    </main>
  );
}
