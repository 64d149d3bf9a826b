import { type ReactElement, useId, useRef } from "react";
import { useCoverage } from "../../data/coverage.ts";
import { exactStretch, stretch } from "../../format/times.ts";
import { useReader } from "../../format/use-reader.ts";
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
  const { answer } = useCoverage(view);
  const shown = answer && { start: Date.parse(answer.window.start), end: Date.parse(answer.window.end) };
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
        <strong>{windowName(view.window)}</strong>{" "}
        <span className="window-ends">{shown ? stretch(shown, reader) : view.timeZone}</span>
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
      <div ref={popover} id={id} popover="auto" className="popover window-popover">
        <WindowForm onDone={() => popover.current?.hidePopover()} />
      </div>
    </div>
  );
}
