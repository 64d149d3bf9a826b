import { useCallback } from "react";
import { navigate } from "wouter/use-browser-location";
import { changeView, isPassing, type ViewChange } from "./change-view.ts";
import { currentView, hrefOf } from "./current-view.ts";
import { useAddress } from "./shown-address.tsx";
import type { View } from "./view.ts";

/** What the address asks to be shown. The same object until the address changes. */
export function useView(): View {
  return useAddress().view;
}

/** Changes the view: pushes history, or replaces it where the change is but sorting or searching. */
export function useGo(): (change: ViewChange, how?: { replace?: boolean }) => void {
  // Read at the time of going: an event may come before the last change is drawn.
  return useCallback((change, { replace = isPassing(change) } = {}) => {
    const href = hrefOf(changeView(currentView(), change));
    if (href !== `${location.pathname}${location.search}`) navigate(href, { replace });
  }, []);
}

/** Where a link leads: the current view with a change. For `<a href>`, which opens in a new tab too. */
export function useHref(): (change: ViewChange) => string {
  const view = useView();
  return useCallback((change) => hrefOf(changeView(view, change)), [view]);
}
