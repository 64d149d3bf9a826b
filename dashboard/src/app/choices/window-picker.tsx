import { type ReactElement, useId, useRef, useState } from "react";
import { useWindowFacts } from "../../data/shown-window.ts";
import { exactStretch, type Stretch, stretch } from "../../format/times.ts";
import { useReader } from "../../format/use-reader.ts";
import { likelyWindow } from "../../url/likely-window.ts";
import { shiftWindow } from "../../url/shift-window.ts";
import { useGo, useView } from "../../url/use-view.ts";
import { WindowForm } from "./window-form.tsx";
import { windowName } from "./window-name.ts";

/** Which stretch of time the numbers are of: a name, its ends with their zone, and a step back or forward. */
export function WindowPicker(): ReactElement {
  const view = useView();
  const go = useGo();
  const reader = useReader();
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const [wasOpened, setWasOpened] = useState(false);
  const { facts } = useWindowFacts();
  const shown = facts && { start: Date.parse(facts.window.start), end: Date.parse(facts.window.end) };
  const step = (direction: -1 | 1): void => {
    if (shown) go({ window: shiftWindow(shown, view.timeZone, direction) });
  };
  return (
    <div className="window-picker">
      <button
        type="button"
        aria-label="Window before"
        aria-keyshortcuts="["
        disabled={!shown}
        onClick={() => step(-1)}
      >
        ‹
      </button>
      <button
        type="button"
        popoverTarget={id}
        title={shown && exactStretch(shown, reader)}
        className="window-button"
      >
        <strong>{windowName(view.window)}</strong> <WindowEnds shown={shown} />
      </button>
      <button
        type="button"
        aria-label="Window after"
        aria-keyshortcuts="]"
        disabled={!shown}
        onClick={() => step(1)}
      >
        ›
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        className="popover window-popover"
        onBeforeToggle={() => setWasOpened(true)}
      >
        {/* It lists every zone that the browser knows: some hundred elements, of which most visits need none. */}
        {wasOpened && <WindowForm onDone={() => popover.current?.hidePopover()} />}
      </div>
    </div>
  );
}

/** The ends of the window; before they are known, the room that they will take. */
function WindowEnds({ shown }: { shown: Stretch | undefined }): ReactElement {
  const { window } = useView();
  const reader = useReader();
  const [now] = useState(() => Date.now());
  const likely = shown ?? likelyWindow(window, reader.timeZone, now);
  return (
    <span className="window-ends" data-unknown={!shown || undefined}>
      {likely ? stretch(likely, reader) : reader.timeZone}
    </span>
  );
}
