import { lazy, type ReactElement, Suspense } from "react";
import { useView } from "../url/use-view.ts";
import type { WhyTarget } from "./why-target.ts";

const WhyPanel = lazy(() => import("./why-panel.tsx"));

interface LazyWhyProps {
  /** Null where no number is asked about, or none that is seen. */
  target: WhyTarget | null;
  window: { start: string; end: string };
}

/** The panel of the number that `why=` names; its code is fetched when it first opens. */
export function LazyWhy({ target, window }: LazyWhyProps): ReactElement | null {
  const { why } = useView();
  if (!target) return null;
  return (
    <Suspense fallback={null}>
      <WhyPanel key={why} target={target} window={window} />
    </Suspense>
  );
}
