import { type ReactElement, useState } from "react";
import { dropKeptToken, isTokenKept, keepToken, type Session } from "./session.ts";

const TITLE =
  "Loading the page anew goes on signed in. Without it, that signs out. Closing the tab forgets the token either way.";

/** Whether the tab keeps the token: the reader's choice, also after a link has chosen. Tokens of an issuer are never kept. */
export function KeepChoice({ session: { token } }: { session: Session }): ReactElement | null {
  const [isKept, setKept] = useState(isTokenKept);
  if (typeof token !== "string") return null;
  const choose = (isChosen: boolean): void => {
    if (isChosen) keepToken(token);
    else dropKeptToken();
    setKept(isChosen);
  };
  return (
    <label className="session-keep" title={TITLE}>
      <input type="checkbox" checked={isKept} onChange={({ target }) => choose(target.checked)} /> Keep in
      this tab
    </label>
  );
}
