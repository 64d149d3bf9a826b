import type { ReactElement } from "react";
import { useGo, useView } from "../../url/use-view.ts";
import { readWindow, writeWindow } from "../../url/view-window.ts";

/** What the numbers are compared with. Another window than the one before is chosen in the window's own form. */
export function CompareChoice(): ReactElement {
  const { versus } = useView();
  const go = useGo();
  const own = versus !== null && versus !== "prev" ? writeWindow(versus) : null;
  return (
    <label>
      <span className="hidden">Compare with</span>
      <select
        aria-keyshortcuts="v"
        value={own ?? (versus === "prev" ? versus : "")}
        onChange={({ target: { value } }) => {
          if (value === "prev" || value === "") go({ versus: value === "" ? null : value });
          else go({ versus: readWindow(value) });
        }}
      >
        <option value="">No comparison</option>
        <option value="prev">Against the window before</option>
        {own !== "last-month" && <option value="last-month">Against last month</option>}
        {own !== null && <option value={own}>Against {own.replace("..", " to ")}</option>}
      </select>
    </label>
  );
}
