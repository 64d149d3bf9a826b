import type { TokenCreateInput } from "@kubecent/shared";
import { type ReactElement, type SyntheticEvent, useId } from "react";
import { scopeInWords } from "../../../states/scope-in-words.ts";
import { useCaller } from "../../../session/signed-in.tsx";
import { ChangeTrouble } from "../../../dialogs/change-trouble.tsx";
import { LIFETIMES, readTokenFields, TOKEN_ROLES } from "./read-token-fields.ts";

interface TokenFieldsProps {
  readonly onCreate: (input: TokenCreateInput) => void;
  readonly onClose: () => void;
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** Asks whose the token is, what it may do and see, and how long it lives. */
export function TokenFields({ onCreate, onClose, isPending, error }: TokenFieldsProps): ReactElement {
  const id = useId();
  const { scope } = useCaller();
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onCreate(readTokenFields(new FormData(event.currentTarget)));
  };
  return (
    <form className="fields" onSubmit={submit}>
      <label htmlFor={`${id}-name`}>Name</label>
      <input
        id={`${id}-name`}
        name="name"
        required
        maxLength={100}
        pattern="[A-Za-z0-9][A-Za-z0-9._@\-]*"
        title="Letters, digits, and . _ @ - after the first"
        autoComplete="off"
        spellCheck={false}
      />
      <label htmlFor={`${id}-role`}>Role</label>
      <select id={`${id}-role`} name="role">
        {TOKEN_ROLES.map(({ role, may }) => (
          <option key={role} value={role}>
            {role}: {may}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-clusters`}>Clusters</label>
      <input id={`${id}-clusters`} name="clusters" placeholder="all" autoComplete="off" spellCheck={false} />
      <label htmlFor={`${id}-namespaces`}>Namespaces</label>
      <input
        id={`${id}-namespaces`}
        name="namespaces"
        placeholder="all"
        autoComplete="off"
        spellCheck={false}
        aria-describedby={`${id}-help`}
      />
      <p id={`${id}-help`} className="row-detail">
        Names with commas; shop-* means all that begin so. Empty means all that you see: {scopeInWords(scope)}
        .
      </p>
      <label htmlFor={`${id}-lifetime`}>Lives</label>
      <select id={`${id}-lifetime`} name="lifetime" defaultValue="2592000">
        {LIFETIMES.map(({ seconds, name }) => (
          <option key={seconds} value={seconds}>
            {name}
          </option>
        ))}
      </select>
      {error && <ChangeTrouble error={error} />}
      <p className="dialog-actions">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="primary" disabled={isPending}>
          Make it
        </button>
      </p>
    </form>
  );
}
