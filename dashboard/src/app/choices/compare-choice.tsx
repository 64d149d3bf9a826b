import type { ReactElement } from "react";
import { useGo, useView } from "../../url/use-view.ts";
import type { Screen } from "../../url/view.ts";
import { readWindow, writeWindow } from "../../url/view-window.ts";

/** Screens that are about a change: where the address names nothing to compare with, it is the window before. */
const ALWAYS_COMPARED: ReadonlySet<Screen> = new Set(["overview", "changes"]);

/** What the numbers are compared with. Another window than the one before is chosen in the window's own form. */
export function CompareChoice(): ReactElement {
  const { screen, versus } = useView();
  const go = useGo();
  const isAlways = ALWAYS_COMPARED.has(screen);
  const own = versus !== null && versus !== "prev" ? writeWindow(versus) : null;
  return (
    <label>
      <span className="hidden">Compare with</span>
      <select
        aria-keyshortcuts="v"
        value={own ?? (versus === "prev" || isAlways ? "prev" : "")}
        onChange={({ target: { value } }) => {
          if (value === "" || (value === "prev" && isAlways)) go({ versus: null });
          else if (value === "prev") go({ versus: value });
          else go({ versus: readWindow(value) });
        }}
      >
        {!isAlways && <option value="">No comparison</option>}
        <option value="prev">Against the window before</option>
        {own !== "last-month" && <option value="last-month">Against last month</option>}
        {own !== null && <option value={own}>Against {own.replace("..", " to ")}</option>}
      </select>
    </label>
  );
}
