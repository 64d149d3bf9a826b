import { useEffect } from "react";
import { navigate } from "wouter/use-browser-location";
import { BASE_PATH } from "./base-path.ts";

/** Follows links within the page without loading it anew. Anything but a plain click is left to the browser. */
export function useLinks(): void {
  useEffect(() => {
    document.addEventListener("click", followLink);
    return () => document.removeEventListener("click", followLink);
  }, []);
}

function followLink(event: MouseEvent): void {
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || !isPlain || event.defaultPrevented || link.target !== "" || link.download !== "") return;
  if (link.origin !== location.origin || !link.pathname.startsWith(`${BASE_PATH}/`)) return;
  // A link to a part of this page: the browser scrolls and moves the focus there.
  if (link.hash !== "" && link.pathname === location.pathname && link.search === location.search) return;
  event.preventDefault();
  if (link.href !== location.href) navigate(link.href);
}
