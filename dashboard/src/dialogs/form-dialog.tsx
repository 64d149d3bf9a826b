import type { ReactElement, ReactNode } from "react";
import { ChangeTrouble } from "./change-trouble.tsx";
import { PageDialog } from "./page-dialog.tsx";

/** How a change is getting on. */
export interface ChangeState {
  isPending: boolean;
  error: Error | null;
}

interface FormDialogProps {
  title: string;
  /** What the button does, in a word or two. */
  action: string;
  change: ChangeState;
  onSubmit: (fields: FormData) => void;
  onClose: () => void;
  /** Fields, and what is to be known before. */
  children: ReactNode;
  /** It takes something away. */
  isDanger?: boolean | undefined;
}

/** Asks for what a change needs. Where the change is refused, the dialog stays and says why. */
export function FormDialog(props: FormDialogProps): ReactElement {
  const { title, action, change, onSubmit, onClose, children, isDanger = false } = props;
  return (
    <PageDialog title={title} onClose={onClose}>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(new FormData(event.currentTarget));
        }}
      >
        {children}
        {change.error && <ChangeTrouble error={change.error} />}
        <p className="dialog-actions">
          <button type="button" onClick={onClose}>
            {isDanger ? "Keep it" : "Cancel"}
          </button>
          <button type="submit" className={isDanger ? "danger" : "primary"} disabled={change.isPending}>
            {action}
          </button>
        </p>
      </form>
    </PageDialog>
  );
}
