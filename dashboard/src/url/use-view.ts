import { useCallback } from "react";
import { navigate, usePathname, useSearch } from "wouter/use-browser-location";
import type { ReadAddress } from "./address.ts";
import { changeView, isPassing, type ViewChange } from "./change-view.ts";
import { currentView, hrefOf, readPlace } from "./current-view.ts";
import type { View } from "./view.ts";

/** The address as it was read, with what was not understood of it. */
export function useAddress(): ReadAddress {
  const path = usePathname();
  const search = useSearch();
  return readOnce(path, search);
}

let last: { path: string; search: string; read: ReadAddress } | undefined;

/** Every cell of a table asks for the view, in all rows that scroll into sight: an address is read once. */
function readOnce(path: string, search: string): ReadAddress {
  if (last?.path !== path || last.search !== search) last = { path, search, read: readPlace(path, search) };
  return last.read;
}

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
