import { type ReactElement, type ReactNode, Suspense } from "react";
import { latePart } from "../states/late-part.ts";
import { useView } from "../url/use-view.ts";
import type { WhyTarget } from "./why-target.ts";

const WhyPanel = latePart(() => import("./why-panel.tsx"));

interface LazyWhyProps {
  /** Null where no number is asked about, or none that is seen. */
  target: WhyTarget | null;
  window: { start: string; end: string };
  /** What a screen has to say of the number beside its arithmetic, such as the evidence of a recommendation. */
  children?: ReactNode;
}

/** The panel of the number that `why=` names; its code is fetched when it first opens. */
export function LazyWhy({ target, window, children }: LazyWhyProps): ReactElement | null {
  const { why } = useView();
  if (!target) return null;
  return (
    <Suspense fallback={null}>
      <WhyPanel key={why} target={target} window={window}>
        {children}
      </WhyPanel>
    </Suspense>
  );
}
