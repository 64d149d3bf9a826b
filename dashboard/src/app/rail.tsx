import type { ReactElement } from "react";
import { useHref, useView } from "../url/use-view.ts";
import type { Screen } from "../url/view.ts";
import { BUILT_SCREENS, fetchScreen } from "./screen-files.ts";
import { SCREEN_NAMES } from "./screen-names.ts";
import { SessionCorner } from "./session-corner.tsx";

/** The list of screens. A screen keeps window, zone and filters; those with a scope keep that too. */
export function Rail(): ReactElement {
  const view = useView();
  const href = useHref();
  return (
    <nav className="rail" aria-label="Screens">
      <a
        className="rail-name"
        href={href({ screen: "overview", scope: {} })}
        tabIndex={-1}
        aria-hidden="true"
      >
        KubeCent
      </a>
      <ul>
        {BUILT_SCREENS.map((screen) => (
          <li key={screen}>
            <a
              href={href({ screen, scope: hasScope(screen) ? view.scope : {} })}
              aria-current={view.screen === screen ? "page" : undefined}
              onPointerEnter={() => fetchScreen(screen)}
              onFocus={() => fetchScreen(screen)}
            >
              {SCREEN_NAMES[screen]}
            </a>
          </li>
        ))}
      </ul>
      <SessionCorner />
    </nav>
  );
}

function hasScope(screen: Screen): boolean {
  return screen !== "overview" && screen !== "settings";
}
