import { useView } from "../url/use-view.ts";
import { type Reader, readerIn } from "./reader.ts";

/** Writes in the reader's language, by the clock of the view's zone. */
export function useReader(): Reader {
  return readerIn(useView().timeZone);
}
