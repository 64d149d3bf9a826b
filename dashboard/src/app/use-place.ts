import { useEffect, useRef } from "react";
import { useView } from "../url/use-view.ts";
import { writeScope } from "../url/scope-path.ts";
import { scopeNames } from "../url/scope-names.ts";
import { SCREEN_NAMES } from "./screen-names.ts";

/** The element that holds the screen. */
export const MAIN = "main";

/** Names the place in the title, and moves the focus and the scroll to its top when it changes. */
export function usePlace(): void {
  const { screen, section, scope } = useView();
  const place = `${screen} ${section ?? ""} ${writeScope(scope)}`;
  const title = [...scopeNames(scope).toReversed(), SCREEN_NAMES[screen], "KubeCent"].join(" · ");
  const last = useRef(place);

  useEffect(() => {
    document.title = title;
  }, [title]);

  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    document.getElementById(MAIN)?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }, [place]);
}
