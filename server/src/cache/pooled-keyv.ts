import { KeyvPostgres } from "@keyv/postgres";
import type { KeyvEntry } from "keyv";
import type { Database } from "../store/connection/database.ts";
import {
  clearCached,
  deleteCached,
  findCached,
  listCached,
  readCached,
  writeCached,
} from "../store/shared-state/cached-answers.ts";

const PAGE_ROWS = 100;

/**
 * Keyv's store for PostgreSQL on the app's own pool, with a column for the expiry. The stock one opens a pool of
 * its own, whose broken connections end the process when PostgreSQL restarts; makes its table when it starts, or
 * never; keeps what has expired; and clears `axb:` together with `a_b:`. Here nothing of its SQL is left.
 */
export class PooledKeyv extends KeyvPostgres {
  readonly #database: Database;

  constructor(database: Database) {
    super({});
    this.#database = database;
    this.ttlSupport = true;
  }

  /** Called by the constructor of the base, for a statement that makes the table: a migration has made ours. */
  override connect(): Promise<() => Promise<never[]>> {
    return Promise.resolve(() => Promise.resolve([]));
  }

  /** The pool is the app's, who ends it. */
  override disconnect(): Promise<void> {
    return Promise.resolve();
  }

  override async get(key: string): Promise<string | undefined> {
    return (await readCached(this.#database, [key])).get(key);
  }

  override async getMany(keys: string[]): Promise<(string | undefined)[]> {
    const found = await readCached(this.#database, keys);
    return keys.map((key) => found.get(key));
  }

  override async has(key: string): Promise<boolean> {
    return (await findCached(this.#database, [key])).has(key);
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    const found = await findCached(this.#database, keys);
    return keys.map((key) => found.has(key));
  }

  override set(key: string, value: string, ttlMs?: number): Promise<void> {
    return writeCached(this.#database, [{ key, value, ttlMs }]);
  }

  override setMany(entries: KeyvEntry[]): Promise<void> {
    return writeCached(
      this.#database,
      entries.map(({ key, value, ttl }) => ({ key, value: String(value), ttlMs: ttl })),
    );
  }

  override async delete(key: string): Promise<boolean> {
    return (await deleteCached(this.#database, [key])) > 0;
  }

  override async deleteMany(keys: string[]): Promise<boolean> {
    return (await deleteCached(this.#database, keys)) > 0;
  }

  override clear(): Promise<void> {
    return clearCached(this.#database, prefixOf(this.namespace));
  }

  override async *iterator(namespace?: string): AsyncGenerator<string[], void, unknown> {
    const prefix = prefixOf(namespace);
    for (let after = ""; ; ) {
      const page = await listCached(this.#database, { prefix, after, limit: PAGE_ROWS });
      for (const { key, value } of page) yield [key, value];
      const last = page.at(-1);
      if (!last || page.length < PAGE_ROWS) return;
      after = last.key;
    }
  }
}

function prefixOf(namespace: string | undefined): string {
  return namespace === undefined || namespace === "" ? "" : `${namespace}:`;
}
