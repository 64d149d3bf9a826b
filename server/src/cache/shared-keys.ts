import { SingleFlight } from "./single-flight.ts";

/** So long a list is believed: what another replica puts in meanwhile is made once more, and nothing else. */
const LIST_MS = 1_000;
/** With more keys than this in the table, each question is looked up by itself. */
export const MOST_LISTED = 200;

/**
 * Knows which keys the shared table has, where they are few: of small clusters hardly any answer takes long enough to be
 * there, and every question would pay for a look at an empty table.
 */
export class SharedKeys {
  readonly #list: () => Promise<readonly string[]>;
  readonly #flight = new SingleFlight<ReadonlySet<string> | null>();
  #keys: Set<string> | null = null;
  #listedAtMs = Number.NEGATIVE_INFINITY;

  /** `list` gives the keys of the table, one more than `MOST_LISTED` at most. */
  constructor(list: () => Promise<readonly string[]>) {
    this.#list = list;
  }

  /** Whether the table may have the key. Throws where it has to list them and cannot. */
  async mayHave(key: string): Promise<boolean> {
    const isFresh = performance.now() - this.#listedAtMs < LIST_MS;
    const keys = isFresh ? this.#keys : await this.#flight.run("", () => this.#read());
    return keys === null || keys.has(key);
  }

  /** Notes a key that this process has put in. */
  add(key: string): void {
    this.#keys?.add(key);
  }

  async #read(): Promise<ReadonlySet<string> | null> {
    // Counted from when it was asked for: what is put in after that may be missing.
    const askedAtMs = performance.now();
    const keys = await this.#list();
    this.#keys = keys.length > MOST_LISTED ? null : new Set(keys);
    this.#listedAtMs = askedAtMs;
    return this.#keys;
  }
}
