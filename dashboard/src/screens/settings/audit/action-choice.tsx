import { type ReactElement, useId } from "react";
import { useGo, useView } from "../../../url/use-view.ts";

/** Kinds of records, as the service calls them. */
const ACTIONS = [
  "TOKEN_CREATED",
  "TOKEN_REVOKED",
  "SIGN_IN_LINK_CREATED",
  "BINDING_CREATED",
  "BINDING_DELETED",
  "REVOCATION_CREATED",
  "REVOCATION_DELETED",
  "SETTINGS_CHANGED",
  "EXPORT_CREATED",
  "ACCESS_REFUSED",
] as const;

/** The kind of records that is wanted; it stands in the address as `tab=token-created`. */
export function ActionChoice(): ReactElement {
  const view = useView();
  const go = useGo();
  const id = useId();
  return (
    <>
      <label htmlFor={id}>Kind</label>
      <select
        id={id}
        value={actionOfTab(view.tab) ?? ""}
        onChange={({ target }) => go({ tab: target.value === "" ? null : tabOfAction(target.value) })}
      >
        <option value="">All</option>
        {ACTIONS.map((action) => (
          <option key={action} value={action}>
            {actionInWords(action)}
          </option>
        ))}
      </select>
    </>
  );
}

/** `TOKEN_CREATED` as people read it: "Token created". */
export function actionInWords(action: string): string {
  const words = action.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The action that an address asks for; undefined for all. */
export function actionOfTab(tab: string | null): string | undefined {
  return ACTIONS.find((action) => tabOfAction(action) === tab);
}

function tabOfAction(action: string): string {
  return action.toLowerCase().replaceAll("_", "-");
}
