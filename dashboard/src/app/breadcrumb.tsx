import type { ReactElement } from "react";
import { scopeSteps } from "../url/scope-names.ts";
import { shownName } from "../rows/special-rows.ts";
import { useHref, useView } from "../url/use-view.ts";
import { writeScope } from "../url/scope-path.ts";

/** The way down to what the numbers are about; each step leads back up to it. */
export function Breadcrumb(): ReactElement {
  const { screen, scope } = useView();
  const href = useHref();
  const steps = scopeSteps(scope);
  const target = screen === "overview" || screen === "settings" ? "explore" : screen;
  return (
    <nav className="breadcrumb" aria-label="Scope">
      <ol>
        <li>
          <a
            href={href({ screen: target, scope: {} })}
            aria-current={steps.length === 0 && target === screen ? "location" : undefined}
          >
            All clusters
          </a>
        </li>
        {steps.map(({ level, name, scope: upTo }, index) => (
          <li key={level}>
            <a
              href={href({ screen: target, scope: upTo })}
              title={`${level} ${writeScope(upTo)}`}
              aria-current={index === steps.length - 1 ? "location" : undefined}
            >
              <bdi>{shownName(name)}</bdi>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
