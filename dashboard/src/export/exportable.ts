import { useEffect, useSyncExternalStore } from "react";

/** The question whose rows a screen shows: what a file of it, or a call that gives the same, is made from. */
export interface Exportable {
  /** Such as "cost.namespaces". */
  procedure: string;
  input: object;
  /** What is seen and is not in the file, such as a search; undefined where the file is what is seen. */
  differs?: string | undefined;
  /** It is answered at once and not in pages: then there is no file of it either. */
  isWhole?: boolean | undefined;
}

let shown: Exportable | null = null;
const listeners = new Set<() => void>();

/** Says what the screen shows, for as long as it does. */
export function useExportable(exportable: Exportable | null): void {
  // Questions are made anew at each drawing; what counts is what they say.
  const text = JSON.stringify(exportable);
  useEffect(() => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- read back from what was just written
    show(JSON.parse(text) as Exportable | null);
    return () => show(null);
  }, [text]);
}

/** What the screen shows; null where it is nothing that could be taken along. */
export function useShownExportable(): Exportable | null {
  return useSyncExternalStore(watch, () => shown);
}

function show(next: Exportable | null): void {
  shown = next;
  for (const listener of listeners) listener();
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
