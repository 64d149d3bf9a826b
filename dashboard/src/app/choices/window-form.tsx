import { type ReactElement, useId } from "react";
import { browserTimeZone } from "../../format/reader.ts";
import { QUERY_KEYS } from "../../url/query-keys.ts";
import { useGo, useView } from "../../url/use-view.ts";
import { isDay, isPreset, WINDOW_PRESETS } from "../../url/view-window.ts";
import { PRESET_NAMES } from "./window-name.ts";

const PRESETS = Object.keys(WINDOW_PRESETS).filter(isPreset);

/** Chooses a window by its name or by two days, and the zone whose days they are. */
export function WindowForm({ onDone }: { onDone: () => void }): ReactElement {
  const view = useView();
  const go = useGo();
  const id = useId();
  const own = typeof view.window === "string" ? null : view.window;
  const isPressed = (preset: string): boolean => view.window === preset;
  return (
    <>
      <fieldset className="presets plain" aria-label="Windows by name">
        {PRESETS.map((preset) => (
          <button
            key={preset}
            type="button"
            aria-pressed={isPressed(preset)}
            onClick={() => {
              go({ window: preset });
              onDone();
            }}
          >
            {PRESET_NAMES[preset]}
          </button>
        ))}
      </fieldset>
      <form
        key={JSON.stringify([view.window, view.timeZone])}
        className="window-form"
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          const field = (name: string): string => textOf(fields.get(name));
          const window = QUERY_KEYS.window.read(`${field("from")}..${field("to")}`);
          const timeZone = QUERY_KEYS.timeZone.read(field("zone"));
          go({ ...(window !== undefined && { window }), ...(timeZone !== undefined && { timeZone }) });
          onDone();
        }}
      >
        <label htmlFor={`${id}-from`}>From the start of</label>
        <input
          id={`${id}-from`}
          name="from"
          type="date"
          defaultValue={own && isDay(own.from) ? own.from : ""}
        />
        <label htmlFor={`${id}-to`}>to the start of</label>
        <input id={`${id}-to`} name="to" type="date" defaultValue={own && isDay(own.to) ? own.to : ""} />
        <label htmlFor={`${id}-zone`}>Time zone</label>
        <input
          id={`${id}-zone`}
          name="zone"
          list={`${id}-zones`}
          defaultValue={view.timeZone}
          spellCheck={false}
        />
        <datalist id={`${id}-zones`}>
          {[...new Set(["UTC", browserTimeZone(), ...Intl.supportedValuesOf("timeZone")])].map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </datalist>
        <button type="submit" className="primary">
          Show
        </button>
      </form>
    </>
  );
}

function textOf(field: FormDataEntryValue | null): string {
  return typeof field === "string" ? field.trim() : "";
}
