import type { ReactElement } from "react";
import { useFreshness } from "../data/clusters.ts";
import { useForgottenWindow } from "../data/shown-window.ts";
import { HelpDialog } from "./help-dialog.tsx";
import { Notices } from "./notices.tsx";
import { Rail } from "./rail.tsx";
import { CurrentScreen } from "./screen.tsx";
import { TopBar } from "./top-bar.tsx";
import { useKeys } from "./use-keys.ts";
import { useLinks } from "./use-links.ts";
import { MAIN, usePlace } from "./use-place.ts";
import "./frame.css";

/** What stands around every screen. */
export function Frame(): ReactElement {
  useFreshness();
  useForgottenWindow();
  useLinks();
  useKeys();
  usePlace();
  return (
    <div className="frame">
      <a className="skip-link" href={`#${MAIN}`}>
        Skip to the numbers
      </a>
      <Rail />
      <TopBar />
      <main id={MAIN} tabIndex={-1}>
        <Notices />
        <CurrentScreen />
      </main>
      <HelpDialog />
    </div>
  );
}
