import { HourReader } from "../../../../../server/src/sources/prometheus/query/hour-reader.ts";
import type { QueryClient } from "../../../../../server/src/sources/prometheus/query/query-client.ts";
import type { Series } from "../../../../../server/src/sources/prometheus/series/series.ts";
import { HOUR } from "./series-of.ts";

export interface AskedReader {
  readonly reader: HourReader;
  /** The expressions asked so far. */
  readonly asked: string[];
}

/** A reader whose queries are answered by a function. */
export function readerOf(
  answer: (expression: string) => readonly Series[],
  options: { isPartial?: (expression: string) => boolean } = {},
): AskedReader {
  const asked: string[] = [];
  const client: QueryClient = {
    instant: ({ expression }) => {
      asked.push(expression);
      const isPartial = options.isPartial?.(expression) ?? false;
      return Promise.resolve({ series: [...answer(expression)], isPartial });
    },
    range: () => Promise.reject(new Error("a reader asks for no ranges")),
  };
  const reader = new HourReader({ client, hour: HOUR, matchers: [], signal: new AbortController().signal });
  return { reader, asked };
}
