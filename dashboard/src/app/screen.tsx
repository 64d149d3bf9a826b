import { createElement, type ReactElement, Suspense } from "react";
import { Skeleton } from "../states/skeleton.tsx";
import { useView } from "../url/use-view.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { SCREEN_COMPONENTS } from "./routes.tsx";

/** The screen that the address names. */
export function CurrentScreen(): ReactElement {
  const { screen } = useView();
  const Component = SCREEN_COMPONENTS.get(screen);
  if (!Component) throw new Error(`No file has the screen ${screen}`);
  return (
    <ErrorBoundary key={screen}>
      <Suspense fallback={<Skeleton rem={32} />}>{createElement(Component)}</Suspense>
    </ErrorBoundary>
  );
}
