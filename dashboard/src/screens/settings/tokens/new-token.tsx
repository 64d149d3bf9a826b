import type { TokenCreateAnswer } from "@kubecent/shared";
import { type ReactElement, useState } from "react";

/** The text of a token that was made just now. */
export function NewToken({ made, onClose }: { made: TokenCreateAnswer; onClose: () => void }): ReactElement {
  const [copied, setCopied] = useState<
    "" | "Copied." | "Copy it by hand: this browser does not let the page."
  >("");
  const copy = (): void => {
    navigator.clipboard.writeText(made.token).then(
      () => setCopied("Copied."),
      () => setCopied("Copy it by hand: this browser does not let the page."),
    );
  };
  return (
    <>
      <p>
        This is the only time that the token of <bdi>{made.name}</bdi> is shown.
      </p>
      <p>
        <code className="token-text">{made.token}</code>
      </p>
      {made.bindings.length > 0 && (
        <p>It also has what was bound to its name before: {made.bindings.length}.</p>
      )}
      <output>{copied}</output>
      <p className="dialog-actions">
        <button type="button" className="primary" onClick={copy}>
          Copy
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </p>
    </>
  );
}
