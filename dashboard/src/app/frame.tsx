import type { ReactElement } from "react";
import { useFreshness } from "../data/freshness.ts";
import { useHref, useView } from "../url/use-view.ts";
import { SCREEN_COMPONENTS, SCREEN_NAMES } from "./routes.tsx";
import { CurrentScreen } from "./screen.tsx";

/** What stands around every screen. */
export function Frame(): ReactElement {
  const view = useView();
  const href = useHref();
  useFreshness();
  return (
    <div className="frame">
      <nav aria-label="Screens">
        {[...SCREEN_COMPONENTS.keys()].map((screen) => (
          <a key={screen} href={href({ screen, scope: {} })} aria-current={view.screen === screen && "page"}>
            {SCREEN_NAMES[screen]}
          </a>
        ))}
      </nav>
      <main>
        <CurrentScreen />
      </main>
    </div>
  );
}
