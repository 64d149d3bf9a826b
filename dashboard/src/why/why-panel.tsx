import { type ReactElement, useEffect, useRef } from "react";
import { CopyCalls } from "../export/copy-calls.tsx";
import { exactStretch } from "../format/times.ts";
import { money } from "../format/money.ts";
import { useReader } from "../format/use-reader.ts";
import { ScreenStates } from "../states/screen-states.tsx";
import { useGo } from "../url/use-view.ts";
import { ExplainGroupView } from "./explain-group-view.tsx";
import { explainGroups } from "./explain-groups.ts";
import { ToldPartView } from "./told-part-view.tsx";
import { useWhy } from "./use-why.ts";
import { WhyCheck } from "./why-check.tsx";
import { whySum } from "./why-sum.ts";
import type { WhyTarget } from "./why-target.ts";
import "./why.css";

interface WhyPanelProps {
  target: WhyTarget;
  window: { start: string; end: string };
}

/** The arithmetic of one number, beside the screen that has it. Escape closes it. */
export default function WhyPanel({ target, window: of }: WhyPanelProps): ReactElement {
  const go = useGo();
  const reader = useReader();
  const panel = useRef<HTMLElement>(null);
  const { explain, parts, asked } = useWhy(target);
  const { currency, figures } = target;
  const stretch = { start: Date.parse(of.start), end: Date.parse(of.end) };

  useEffect(() => {
    const opener = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || document.querySelector("dialog:modal, :popover-open")) return;
      go({ why: null });
    };
    document.addEventListener("keydown", press);
    return () => {
      document.removeEventListener("keydown", press);
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, [go]);

  return (
    <aside ref={panel} className="why" aria-labelledby="why-title" tabIndex={-1}>
      <header>
        <h2 id="why-title">Why {money(figures.totalCost, { currency, locale: reader.locale })}</h2>
        <button type="button" aria-label="Close" onClick={() => go({ why: null })}>
          ×
        </button>
      </header>
      <p className="why-of-what">
        <bdi>{target.title}</bdi>, {exactStretch(stretch, reader)}
      </p>
      <ScreenStates asked={asked} skeletonRem={18}>
        {explainGroups(explain.answer?.lines ?? []).map((group) => (
          <ExplainGroupView key={group.part} group={group} currency={currency} />
        ))}
        {parts.map((part) => (
          <ToldPartView key={part.name} part={part} currency={currency} />
        ))}
        <WhyCheck
          sum={whySum(target, { explained: target.explain ? explain.answer : undefined, assets: parts })}
          clicked={figures.totalCost}
          currency={currency}
        />
        <p className="why-note">
          Each container's cost of each hour is cut to whole nano-units (nine places) when the hour is stored;
          from there on everything is added up exactly. So price × quantity of many hours may differ from a
          line in its last places, and the sum does not.
        </p>
      </ScreenStates>
      {target.explain && <CopyCalls exportable={{ procedure: "cost.explain", input: target.explain }} />}
    </aside>
  );
}
