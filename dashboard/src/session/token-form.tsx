import { type ReactElement, type SyntheticEvent, useId, useState } from "react";
import { beginSession, keepToken } from "./session.ts";

/** What can stand in a header: the SDK takes no other token. */
const TOKEN = /^[\x21-\x7e]+$/;

/** Signs in with a token that is pasted. */
export function TokenForm(): ReactElement {
  const [isSpoilt, setSpoilt] = useState(false);
  const id = useId();

  function submit(event: SyntheticEvent<HTMLFormElement>): void {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const pasted = fields.get("token");
    const token = typeof pasted === "string" ? pasted.trim() : "";
    if (!TOKEN.test(token)) return setSpoilt(true);
    if (fields.has("keep")) keepToken(token);
    beginSession({ token });
  }

  return (
    <form className="session-form" onSubmit={submit}>
      <label htmlFor={id}>Token</label>
      <input
        id={id}
        name="token"
        type="password"
        required
        autoComplete="off"
        spellCheck={false}
        aria-invalid={isSpoilt}
        aria-describedby={`${id}-help`}
      />
      <p id={`${id}-help`} role={isSpoilt ? "alert" : undefined}>
        {isSpoilt
          ? "A token is one word without spaces. Paste it whole, without “Bearer”."
          : "An API token or a JWT. It stays in this page's memory: loading the page anew asks for it again."}
      </p>
      <label className="session-keep">
        <input type="checkbox" name="keep" /> Keep it until this tab is closed
      </label>
      <button type="submit" className="primary">
        Sign in
      </button>
    </form>
  );
}
