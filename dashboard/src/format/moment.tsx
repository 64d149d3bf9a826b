import type { ReactElement } from "react";
import { moment } from "./times.ts";
import { useReader } from "./use-reader.ts";

/** An instant, in the reader's language, by the clock of the view's zone, which is said. */
export function Moment({ at }: { at: number }): ReactElement {
  const reader = useReader();
  return <time dateTime={new Date(at).toISOString()}>{moment(at, reader)}</time>;
}
