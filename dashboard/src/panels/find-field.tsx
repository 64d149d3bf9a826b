import { type ReactElement, useId } from "react";
import { useGo, useView } from "../url/use-view.ts";

/** Looks for a text in the rows at hand. It stands in the address, and Back does not stop at each letter. */
export function FindField({ what }: { what: string }): ReactElement {
  const { find } = useView();
  const go = useGo();
  const id = useId();
  return (
    <search className="find">
      <label htmlFor={id} className="hidden">
        Find {what}
      </label>
      <input
        id={id}
        type="search"
        aria-keyshortcuts="/"
        placeholder={`Find ${what}`}
        value={find}
        spellCheck={false}
        onChange={({ target }) => go({ find: target.value })}
      />
    </search>
  );
}
