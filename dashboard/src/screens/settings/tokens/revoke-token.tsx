import type { TokenRow } from "@kubecent/shared";
import type { ReactElement } from "react";
import { PageDialog } from "../../../dialogs/page-dialog.tsx";
import { ChangeTrouble } from "../../../dialogs/change-trouble.tsx";
import { useRevokeToken } from "./use-tokens.ts";

/** Asks once more before a token is revoked: whatever uses it stops working within seconds. */
export function RevokeToken({ token, onClose }: { token: TokenRow; onClose: () => void }): ReactElement {
  const revoke = useRevokeToken();
  return (
    <PageDialog title={`Revoke ${token.name}?`} onClose={onClose}>
      <p>
        Whatever uses this token is refused within seconds, and bindings to its name end with it. It cannot be
        taken back.
      </p>
      {revoke.error && <ChangeTrouble error={revoke.error} />}
      <p className="dialog-actions">
        <button type="button" onClick={onClose}>
          Keep it
        </button>
        <button
          type="button"
          className="danger"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate(token.name, { onSuccess: onClose })}
        >
          Revoke
        </button>
      </p>
    </PageDialog>
  );
}
