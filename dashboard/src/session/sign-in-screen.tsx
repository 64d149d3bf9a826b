import type { ReactElement } from "react";
import { IssuerButton } from "./oidc/issuer-button.tsx";
import { signInWays } from "./oidc/sign-in-ways.ts";
import type { SignedOutReason } from "./session.ts";
import { TokenForm } from "./token-form.tsx";
import "./session.css";

const NOTICES: Readonly<Record<SignedOutReason, string | null>> = {
  new: null,
  coming: null,
  "signed-out": "You have signed out.",
  refused: "The service does not take this token. It may be mistyped, revoked or expired.",
  used: "This link has been used already, or has waited longer than ten minutes. Ask for another, or paste a token.",
  unreached: "The service could not be reached, so the link may still be good. Open it again.",
  "not-issued": "You were not signed in there.",
  expired: "Your token has expired or was revoked. Sign in again to go on where you were.",
};

interface SignInScreenProps {
  readonly reason: SignedOutReason;
  readonly detail?: string | undefined;
}

/** The ways to sign in. */
export function SignInScreen({ reason, detail }: SignInScreenProps): ReactElement {
  const notice = NOTICES[reason];
  const ways = signInWays();
  return (
    <main className="session-card">
      <h1>KubeCent</h1>
      <p>What your clusters cost, why, and how sure that is.</p>
      {notice !== null && (
        <p role={reason === "signed-out" ? "status" : "alert"}>
          {notice} {detail}
        </p>
      )}
      {ways.map((way) => (
        <IssuerButton key={way.issuer} way={way} />
      ))}
      <TokenForm />
    </main>
  );
}
