import { FILTER_WANTED, readFilter, settleFilters, writeFilter } from "./filter-text.ts";
import { QUERY_KEYS, type QueryPlace } from "./query-keys.ts";
import { type AddressNotice, DEFAULT_VIEW, type View } from "./view.ts";

const FILTER = "f";
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has a key for each place, and no other
const PLACES = Object.keys(QUERY_KEYS) as QueryPlace[];
const DEFAULT_TEXTS = Object.fromEntries(
  PLACES.map((place) => [place, QUERY_KEYS[place].write(DEFAULT_VIEW[place])]),
);
const KNOWN = new Set([FILTER, ...PLACES.map((place) => QUERY_KEYS[place].key)]);

export type QueryPart = Pick<View, QueryPlace | "filters" | "unknown">;

/** Reads a query. A value that cannot be understood falls back to the default, with a notice. */
export function readQuery(search: string): { view: QueryPart; notices: AddressNotice[] } {
  const query = new URLSearchParams(search);
  const notices: AddressNotice[] = [];
  const values = PLACES.map((place) => [place, readOne(place, query, notices)] as const);
  const filters = query.getAll(FILTER).flatMap((text) => {
    const filter = readFilter(text);
    if (!filter) notices.push(notUnderstood(FILTER, text, FILTER_WANTED));
    return filter ?? [];
  });
  const unknown = [...query].filter(([key]) => !KNOWN.has(key));
  for (const [key] of unknown) notices.push(notKnown(key));
  const rest = { filters: settleFilters(filters), unknown };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of each place has checked its value
  return { view: { ...(Object.fromEntries(values) as Pick<View, QueryPlace>), ...rest }, notices };
}

/** Writes a query: defaults left out, keys sorted. "" where all is default. */
export function writeQuery(view: QueryPart): string {
  const single = PLACES.flatMap((place) => {
    const text = writeOne(place, view[place]);
    return text === undefined ? [] : [[QUERY_KEYS[place].key, text] as const];
  });
  const filters = settleFilters(view.filters).map((filter) => [FILTER, writeFilter(filter)] as const);
  const pairs = [...single, ...filters, ...view.unknown].toSorted(byKey);
  const text = pairs.map(([key, value]) => `${writeText(key)}=${writeText(value)}`).join("&");
  return text === "" ? "" : `?${text}`;
}

const written = new Map<QueryPlace, { value: View[QueryPlace]; text: string | undefined }>();

/** A page writes some hundred links, which differ in one place or two: the others are checked and written once. */
function writeOne(place: QueryPlace, value: View[QueryPlace]): string | undefined {
  const last = written.get(place);
  if (last && Object.is(last.value, value)) return last.text;
  const full = QUERY_KEYS[place].write(value);
  const text = full === DEFAULT_TEXTS[place] ? undefined : full;
  written.set(place, { value, text });
  return text;
}

function readOne(place: QueryPlace, query: URLSearchParams, notices: AddressNotice[]): View[QueryPlace] {
  const { key, read, wanted } = QUERY_KEYS[place];
  const [text, ...more] = query.getAll(key);
  if (text === undefined) return DEFAULT_VIEW[place];
  if (more.length > 0)
    notices.push({ where: key, text: `The address has ${key} several times. The first one counts.` });
  const value = read(text);
  if (value !== undefined) return value;
  notices.push(notUnderstood(key, text, wanted));
  return DEFAULT_VIEW[place];
}

function notUnderstood(key: string, text: string, wanted: string): AddressNotice {
  return { where: key, text: `The address has ${key}=${text}; wanted is ${wanted}. It was left out.` };
}

function notKnown(key: string): AddressNotice {
  return {
    where: key,
    text: `The address has ${key}, which this version does not know. It is kept, and changes nothing.`,
  };
}

function byKey([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : Number(one > other);
}

/** As a query needs it, and no more: colons, slashes and commas stay readable. */
function writeText(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(/%3A|%2F|%2C|%40/g, decodeURIComponent);
}
