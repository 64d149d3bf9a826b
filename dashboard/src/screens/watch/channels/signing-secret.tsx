import type { ReactElement } from "react";
import { CopyButton } from "../../../panels/copy-button.tsx";

/** The secret that a webhook's messages are signed with. It is told once. */
export function SigningSecret({ secret, onClose }: { secret: string; onClose: () => void }): ReactElement {
  return (
    <>
      <p>Its messages are signed with this secret. This is the only time that it is shown.</p>
      <p>
        <code className="secret-text">{secret}</code>
      </p>
      <p className="dialog-actions">
        <CopyButton what="the secret" text={secret} />
        <button type="button" onClick={onClose}>
          Close
        </button>
      </p>
    </>
  );
}
