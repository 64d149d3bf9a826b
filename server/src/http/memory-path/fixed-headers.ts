import type { HeaderList } from "../answers/header-list.ts";
import { type HeaderSetter, headersSetBy } from "../answers/headers-set-by.ts";

/** The headers of any answer at hand, for a page of this origin; undefined where the page has to be looked at. */
export type FixedHeaders = (origin: string | undefined) => HeaderList | undefined;

/** Asks the middlewares once for each origin that is allowed: an answer at hand has no time to ask them each time. */
export function fixedHeaders(setters: readonly HeaderSetter[], origins: readonly string[]): FixedHeaders {
  const pages = [undefined, ...origins];
  const lists = new Map(pages.map((origin) => [origin, withoutVary(headersSetBy(setters, origin))]));
  const ofAnyPage = lists.get("*");
  return (origin) => lists.get(origin) ?? ofAnyPage;
}

/** What an answer varies by is the answer's own to say, in full. */
function withoutVary(headers: readonly (readonly [string, string])[]): HeaderList {
  return headers.filter(([name]) => name.toLowerCase() !== "vary").flat();
}
