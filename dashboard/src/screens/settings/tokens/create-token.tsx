import { type ReactElement, useState } from "react";
import { PageDialog } from "../../../dialogs/page-dialog.tsx";
import { NewToken } from "./new-token.tsx";
import { TokenFields } from "./token-fields.tsx";
import { useCreateToken } from "./use-tokens.ts";

/** The way to a new token: a dialog that asks what it may do, and then shows it once. */
export function CreateToken(): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const create = useCreateToken();
  const close = (): void => {
    setOpen(false);
    // Forgets the token's text.
    create.reset();
  };
  return (
    <>
      <button type="button" className="primary" onClick={() => setOpen(true)}>
        New token
      </button>
      {isOpen && (
        <PageDialog title={create.data ? "Copy the token now" : "New token"} onClose={close}>
          {create.data ? (
            <NewToken made={create.data} onClose={close} />
          ) : (
            <TokenFields
              onCreate={(input) => create.mutate(input)}
              onClose={close}
              isPending={create.isPending}
              error={create.error}
            />
          )}
        </PageDialog>
      )}
    </>
  );
}
