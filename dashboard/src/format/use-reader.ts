import { useMemo } from "react";
import { useView } from "../url/use-view.ts";
import { browserLocale, type Reader } from "./reader.ts";

/** Writes in the reader's language, by the clock of the view's zone. */
export function useReader(): Reader {
  const { timeZone } = useView();
  return useMemo(() => ({ locale: browserLocale(), timeZone }), [timeZone]);
}
