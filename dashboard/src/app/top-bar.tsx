import type { ReactElement } from "react";
import { useView } from "../url/use-view.ts";
import type { Screen } from "../url/view.ts";
import { Breadcrumb } from "./breadcrumb.tsx";
import { CoverageChip } from "./coverage-chip.tsx";
import { openHelp } from "./help-dialog.tsx";
import { CompareChoice } from "./choices/compare-choice.tsx";
import { CurrencyChoice } from "./choices/currency-choice.tsx";
import { GroupChoice } from "./choices/group-choice.tsx";
import { IdleSwitch } from "./choices/idle-switch.tsx";
import { WindowPicker } from "./choices/window-picker.tsx";
import { ExportMenu } from "../export/export-menu.tsx";

/** A choice is offered where it changes what is seen, and nowhere else. */
const COMPARED: ReadonlySet<Screen> = new Set(["overview", "explore", "changes"]);
const GROUPED: ReadonlySet<Screen> = new Set(["explore", "changes"]);
const WITH_IDLE: ReadonlySet<Screen> = new Set(["overview", "explore"]);
/** Advice goes by its own days, budgets by their own periods: there the window changes nothing, and is covered by nothing. */
const WITHOUT_WINDOW: ReadonlySet<Screen> = new Set(["savings", "watch"]);

/** Where one is, and what decides the numbers. The settings have no numbers. */
export function TopBar(): ReactElement {
  const { screen } = useView();
  return (
    <header className="top-bar">
      <div className="top-row">
        <Breadcrumb />
        {screen !== "settings" && !WITHOUT_WINDOW.has(screen) && <CoverageChip />}
        {screen !== "settings" && <ExportMenu />}
        <button type="button" onClick={openHelp} aria-keyshortcuts="?" aria-label="Help and keys">
          ?
        </button>
      </div>
      {screen !== "settings" && (
        <fieldset className="choices plain" aria-label="What is shown">
          {!WITHOUT_WINDOW.has(screen) && <WindowPicker />}
          {COMPARED.has(screen) && <CompareChoice />}
          {GROUPED.has(screen) && <GroupChoice />}
          {WITH_IDLE.has(screen) && <IdleSwitch />}
          <CurrencyChoice />
        </fieldset>
      )}
    </header>
  );
}
