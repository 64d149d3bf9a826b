import type { AnswerWindow, Coverage } from "@kubecent/sdk";
import { useLayoutEffect, useSyncExternalStore } from "react";
import type { Asked } from "../states/asked.ts";
import type { View } from "../url/view.ts";
import { useView } from "../url/use-view.ts";
import { plainQuestion } from "./view-question.ts";

/** What every answer about costs says beside its rows: how much of its window was seen, and what the amounts are in. */
export interface WindowFacts {
  window: AnswerWindow;
  coverage: Coverage;
  currency: string;
}

interface ShownWindow {
  facts: WindowFacts;
  /** What was asked about. */
  about: string;
}

let shown: ShownWindow | null = null;
const listeners = new Set<() => void>();

/**
 * Tells the frame what a screen's own answer says of its window: it needs no question of its own then. Before the screen is
 * painted, so that nothing in the frame changes its width in sight.
 */
export function useShownWindow({ answer, isOld, state }: Asked<WindowFacts>): void {
  const about = aboutOf(useView());
  const hasNone = answer === undefined && state.kind !== "loading";
  useLayoutEffect(() => {
    if (hasNone) show(null);
    else if (answer && !isOld) show({ facts: answer, about });
  }, [answer, isOld, hasNone, about]);
}

/** What is known of the view's window: while the answer is on its way, what was known of the one before. */
export function useWindowFacts(): { facts: WindowFacts | undefined; isOld: boolean } {
  const known = useSyncExternalStore(watch, () => shown);
  const about = aboutOf(useView());
  return { facts: known?.facts, isOld: known !== null && known.about !== about };
}

/** Forgets it when the session ends: the next caller may see less. */
export function useForgottenWindow(): void {
  useLayoutEffect(() => () => show(null), []);
}

function aboutOf(view: View): string {
  return JSON.stringify(plainQuestion(view));
}

function show(next: ShownWindow | null): void {
  if (next?.facts === shown?.facts && next?.about === shown?.about) return;
  shown = next;
  for (const listener of listeners) listener();
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
