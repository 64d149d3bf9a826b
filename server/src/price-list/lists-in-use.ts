import { createReadStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { createBrotliDecompress } from "node:zlib";
import { PriceListError } from "../domain/prices/list/list-text.ts";
import { LISTED_CLOUDS, type ListedCloud } from "../domain/prices/list/machine-type.ts";

/** The lists that come with KubeCent, a file a cloud. */
export const LIST_FOLDER = path.join(import.meta.dirname, "../../price-lists");

/** A newer list that an operator stored. */
export interface StoredList {
  readonly cloud: string;
  readonly version: number;
  readonly date: string;
  /** The day of the list that came with KubeCent when this one was stored. */
  readonly overDate: string;
}

/** Where newer lists are stored. */
export interface ListStore {
  /** Each cloud's newest list. */
  heads(): Promise<readonly StoredList[]>;
  /** A list's text, compressed by brotli. */
  content(list: Pick<StoredList, "cloud" | "version">): Promise<Buffer>;
}

/** A cloud's list that prices hours now. */
export interface UsedList {
  readonly cloud: ListedCloud;
  /** The newest day of its prices. */
  readonly date: string;
  /** Of a stored list; null for the one that came with KubeCent. */
  readonly version: number | null;
}

/** Where lists are looked for. */
export interface ListPlaces {
  readonly folder?: string | undefined;
  /** Left out where nothing newer than the folder's lists is stored. */
  readonly store?: ListStore | undefined;
}

/** How a list in use is told to people, such as `aws 2026-11-28, version 3`. */
export function usedListText({ cloud, date, version }: UsedList): string {
  return `${cloud} ${date}, ${version === null ? "as it came with KubeCent" : `version ${version}`}`;
}

/**
 * Which list of each cloud is in use: the newest stored one, until KubeCent comes with a list that is newer than both it and
 * the list that it was stored over.
 */
export async function listsInUse(
  { folder = LIST_FOLDER, store }: ListPlaces,
  clouds: readonly ListedCloud[] = LISTED_CLOUDS,
): Promise<UsedList[]> {
  const heads = (await store?.heads()) ?? [];
  return await Promise.all(
    clouds.map(async (cloud) => {
      const head = heads.find((each) => each.cloud === cloud);
      const own = await bundledDate(cloud, folder);
      if (!head || (own > head.date && own > head.overDate)) return { cloud, date: own, version: null };
      return { cloud, date: head.date, version: head.version };
    }),
  );
}

/** The lines of a cloud's list in use, as they are unpacked. Throws what reading and unpacking throw. */
export async function* linesInUse(
  { cloud, version }: Pick<UsedList, "cloud" | "version">,
  { folder = LIST_FOLDER, store }: ListPlaces,
): AsyncGenerator<string> {
  if (version === null || !store) yield* fileLines(folder, cloud);
  else yield* unpackedLines(Readable.from([await store.content({ cloud, version })]));
}

function fileLines(folder: string, cloud: ListedCloud): AsyncGenerator<string> {
  return unpackedLines(createReadStream(path.join(folder, `${cloud}.br`)));
}

async function* unpackedLines(packed: Readable): AsyncGenerator<string> {
  const text = createBrotliDecompress();
  packed.on("error", (error) => text.destroy(error)).pipe(text);
  try {
    yield* createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    packed.destroy();
    text.destroy();
  }
}

/** Files of a folder do not change while a process lives. */
const DATES = new Map<string, Promise<string>>();

/** The newest day of the list of a cloud that came with KubeCent. */
export function bundledDate(cloud: ListedCloud, folder: string = LIST_FOLDER): Promise<string> {
  const key = path.join(folder, cloud);
  const known = DATES.get(key);
  if (known) return known;
  const read = readDate(folder, cloud);
  DATES.set(key, read);
  read.catch(() => DATES.delete(key));
  return read;
}

/** Its line stands among the first. */
async function readDate(folder: string, cloud: ListedCloud): Promise<string> {
  for await (const line of fileLines(folder, cloud)) {
    const [, date] = /^date (\d{4}-\d\d-\d\d)$/.exec(line) ?? [];
    if (date !== undefined) return date;
  }
  throw new PriceListError(`The price list of ${cloud} in ${folder} has no line "date"`);
}
