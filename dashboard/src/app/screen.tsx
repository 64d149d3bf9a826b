import { type ComponentType, createElement, type ReactElement, Suspense } from "react";
import { latePart } from "../states/late-part.ts";
import { Skeleton } from "../states/skeleton.tsx";
import { useView } from "../url/use-view.ts";
import type { Screen } from "../url/view.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { loadedScreen, loadScreen } from "./screen-files.ts";

/** The screen that the address names. */
export function CurrentScreen(): ReactElement {
  const { screen } = useView();
  return (
    <ErrorBoundary key={screen}>
      <Suspense fallback={<Skeleton rem={32} />}>{createElement(componentOf(screen))}</Suspense>
    </ErrorBoundary>
  );
}

const components = new Map<Screen, ComponentType>();

/**
 * React waits for what is lazy even where it is there, and would draw everything twice. What was chosen stays: another
 * component in its place would begin anew, and give up the questions that it has asked.
 */
function componentOf(screen: Screen): ComponentType {
  const known = components.get(screen) ?? loadedScreen(screen)?.default ?? latePart(() => loadScreen(screen));
  components.set(screen, known);
  return known;
}
