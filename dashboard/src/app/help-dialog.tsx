import { type ReactElement, useState } from "react";
import { areKeysOn, CONTROL_KEYS, PLACE_KEYS, turnKeys } from "./keys.ts";
import { hasScreen } from "./screen-files.ts";
import { SCREEN_NAMES } from "./screen-names.ts";

const ID = "help";

/** Opens the help, which lists the keys. */
export function openHelp(): void {
  const dialog = document.getElementById(ID);
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
}

/** The keys of the page, and how to turn them off. */
export function HelpDialog(): ReactElement {
  const [isOn, setOn] = useState(areKeysOn);
  const places = Object.entries(PLACE_KEYS).filter(([, screen]) => hasScreen(screen));
  return (
    <dialog id={ID} className="help" aria-labelledby={`${ID}-title`} closedby="any">
      <h2 id={`${ID}-title`}>Keys</h2>
      <dl className="keys">
        {Object.entries(CONTROL_KEYS).map(([key, what]) => (
          <Key key={key} keys={[key]} what={what} />
        ))}
        {places.map(([key, screen]) => (
          <Key key={key} keys={["g", key]} what={SCREEN_NAMES[screen]} />
        ))}
        <Key keys={["Enter"]} what="In a table: open the row" />
        <Key keys={["Esc"]} what="Close what is open" />
      </dl>
      <label>
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ target }) => {
            turnKeys(target.checked);
            setOn(target.checked);
          }}
        />{" "}
        Single keys do something
      </label>
      <p>
        A dash stands for what is not known, with its reason; it is never a zero. Windows are half-open: their
        end is no part of them. Every number opens its own arithmetic.
      </p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

function Key({ keys, what }: { keys: readonly string[]; what: string }): ReactElement {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{what}</dd>
    </div>
  );
}
