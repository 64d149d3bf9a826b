import { useEffect } from "react";
import { currentView } from "../url/current-view.ts";
import { useGo } from "../url/use-view.ts";
import { areKeysOn, CONTROL_KEYS, PLACE_KEYS } from "./keys.ts";
import { hasScreen } from "./screen-files.ts";

/** How long after `g` the next key is a place. */
const PAIR_MS = 1_500;

/** Listens for the keys of the page. */
export function useKeys(): void {
  const go = useGo();
  useEffect(() => {
    let pressedG = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent): void => {
      if (!isForPage(event) || !areKeysOn()) return;
      const isSecond = event.timeStamp - pressedG < PAIR_MS;
      pressedG = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const place = isSecond ? placeOf(event.key) : undefined;
      if (place && hasScreen(place)) {
        event.preventDefault();
        const { scope } = currentView();
        go({ screen: place, scope: place === "overview" || place === "settings" ? {} : scope });
      } else if (event.key === "v" && controlOf("v"))
        go({ versus: currentView().versus === null ? "prev" : null });
      else if (event.key in CONTROL_KEYS && pressControl(event.key)) event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [go]);
}

/** Keys that are typed into a field, or pressed with others, are not the page's. */
function isForPage({ target, key, ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || defaultPrevented || key.length !== 1) return false;
  if (!(target instanceof Element) || document.querySelector("dialog:modal")) return false;
  return target.closest("input, select, textarea, [contenteditable], [popover]") === null;
}

function placeOf(key: string) {
  return Object.entries(PLACE_KEYS).find(([letter]) => letter === key)?.[1];
}

/** The control of a key: the one of the row at hand, else the first of the page. */
function controlOf(key: string): Element | null {
  const selector = `[aria-keyshortcuts="${CSS.escape(key)}"]`;
  return document.activeElement?.closest("tr")?.querySelector(selector) ?? document.querySelector(selector);
}

function pressControl(key: string): boolean {
  const control = controlOf(key);
  if (!(control instanceof HTMLElement)) return false;
  if (control instanceof HTMLInputElement) control.focus();
  else control.click();
  return true;
}
