import { type ReactElement, type ReactNode, useEffect, useRef } from "react";
import { CopyCalls } from "../export/copy-calls.tsx";
import { exactStretch } from "../format/times.ts";
import { money } from "../format/money.ts";
import { useReader } from "../format/use-reader.ts";
import { ScreenStates } from "../states/screen-states.tsx";
import { useGo } from "../url/use-view.ts";
import { useWhy } from "./use-why.ts";
import { WhyCheck } from "./why-check.tsx";
import { WhyGroupView } from "./why-group-view.tsx";
import { whySum } from "./why-sum.ts";
import type { WhyTarget } from "./why-target.ts";
import "./why.css";

interface WhyPanelProps {
  target: WhyTarget;
  window: { start: string; end: string };
  children?: ReactNode;
}

/** The arithmetic of one number, beside the screen that has it. Escape closes it. */
export default function WhyPanel({ target, window: of, children }: WhyPanelProps): ReactElement {
  const go = useGo();
  const reader = useReader();
  const panel = useRef<HTMLElement>(null);
  const { asked, groups, calls } = useWhy(target);
  const { currency, amount } = target;
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
        <h2 id="why-title">Why {money(amount, { currency, locale: reader.locale })}</h2>
        <button type="button" aria-label="Close" onClick={() => go({ why: null })}>
          ×
        </button>
      </header>
      <p className="why-of-what">
        <bdi>{target.title}</bdi>, {exactStretch(stretch, reader)}
      </p>
      <ScreenStates asked={[asked]} skeletonRem={18}>
        {groups?.map((group) => (
          <WhyGroupView key={group.key} group={group} currency={currency} />
        ))}
        {groups && <WhyCheck target={target} sum={whySum(target, groups)} />}
        {calls.length > 0 && (
          <p className="why-note">
            Each container's cost of each hour is cut to whole nano-units (nine places) when the hour is
            stored; from there on everything is added up exactly. So price × quantity of many hours may differ
            from a line in its last places, and the sum does not.
          </p>
        )}
      </ScreenStates>
      {children}
      {calls.map((call, index) => (
        <CopyCalls
          key={JSON.stringify(call)}
          exportable={call}
          name={calls.length > 1 ? `Question ${index + 1}, ${call.procedure}` : undefined}
        />
      ))}
    </aside>
  );
}
