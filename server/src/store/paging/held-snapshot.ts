import type pg from "pg";
import type { Database } from "../connection/database.ts";
import { isEverything, type Visibility, type Seen } from "../access/visibility.ts";
import { inHeldSnapshot } from "../connection/transaction.ts";
import { AllRows } from "./all-rows.ts";

export interface HeldOptions {
  /** Rows that one whole answer may have. */
  readonly exportMaxRows: number;
}

/** A snapshot that is forgotten ends by itself after this; no file takes longer. */
const LONGEST_PAUSE = "35min";

/** Which database a snapshot is of. */
export type ReadFrom = "primary" | "standby";

/** What is read within a held snapshot. */
export type HeldRead<T> = (rows: AllRows, seen: Seen) => Promise<T>;

interface Opened {
  readonly rows: AllRows;
  readonly seen: Seen;
  readonly processId: number;
  /** Where that process is: the number is another's on any other server. */
  readonly lender: pg.Pool;
  readonly visibilityText: string;
}

/**
 * One moment of the database that is kept open over several reads of one question, each for the same caller. It takes
 * a connection with the first read and gives it back when it is closed, whatever has happened in between.
 */
export class HeldSnapshot {
  readonly #database: Database;
  readonly #options: HeldOptions;
  readonly #closing = Promise.withResolvers<void>();
  #opened: Promise<Opened> | undefined;
  #transaction: Promise<void> = Promise.resolve();
  #cancelling: Promise<void> = Promise.resolve();
  #isReading = false;
  #isCancelled = false;
  #failure: unknown;

  constructor(database: Database, options: HeldOptions) {
    this.#database = database;
    this.#options = options;
  }

  /** Reads from the moment of the first read. Throws where the caller may see another part of it than then. */
  async read<T>(visibility: Visibility, work: HeldRead<T>): Promise<T> {
    this.#opened ??= this.#open(visibility);
    const { rows, seen, visibilityText } = await this.#opened;
    if (visibilityText !== textOf(visibility)) throw new Error("A held snapshot serves one visibility");
    if (this.#isCancelled) throw new Error("Nobody waits for this read any more");
    this.#isReading = true;
    try {
      return await work(rows, seen);
    } catch (error) {
      this.#failure = error;
      throw error;
    } finally {
      this.#isReading = false;
    }
  }

  /** How many rows the question has, and where from. Throws where none of its pages has been read from here. */
  async told(): Promise<{ rowCount: number; readFrom: ReadFrom }> {
    if (!this.#opened) throw new Error("Nothing has been read from this snapshot");
    const { rows, lender } = await this.#opened;
    return { rowCount: rows.count, readFrom: lender === this.#database.primary ? "primary" : "standby" };
  }

  /** Ends the statement that is under way, in the database too, and refuses further reads: nobody waits for them. */
  cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#cancelling = this.#cancelStatement();
    return this.#cancelling;
  }

  /** Gives the connection back. Never throws: what has failed was told to whoever read. */
  async close(): Promise<void> {
    // Until it has been cancelled nobody else may get the connection: it would be their statement that ends.
    await this.#cancelling.catch(() => undefined);
    // A connection that broke under a read must not go back into the pool.
    if (this.#failure === undefined) this.#closing.resolve();
    else this.#closing.reject(this.#failure);
    await this.#transaction.catch(() => undefined);
  }

  async #cancelStatement(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    if (!opened || !this.#isReading) return;
    // Citus has one of that name for a bigint too.
    await opened.lender.query("select pg_cancel_backend($1::int)", [opened.processId]);
  }

  #open(visibility: Visibility): Promise<Opened> {
    const opened = Promise.withResolvers<Opened>();
    // Whoever closes without reading on has nobody to tell.
    this.#closing.promise.catch(() => undefined);
    this.#transaction = inHeldSnapshot(this.#database, visibility, async (client, seen, lender) => {
      const rows = new AllRows(client, this.#options.exportMaxRows);
      const processId = await prepare(client);
      opened.resolve({ rows, seen, processId, lender, visibilityText: textOf(visibility) });
      await this.#closing.promise;
    });
    this.#transaction.catch(opened.reject);
    return opened.promise;
  }
}

/**
 * All rows will be read: a plan that is quick with the first ones is no help. Between two reads a slow reader may take
 * minutes; who holds the snapshot bounds that, and the database has to be more patient than that.
 */
async function prepare(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    `select pg_backend_pid() as pid, set_config('cursor_tuple_fraction', '1', true),
       set_config('idle_in_transaction_session_timeout', '${LONGEST_PAUSE}', true)`,
  );
  return rows[0]?.pid ?? 0;
}

function textOf(visibility: Visibility): string {
  return isEverything(visibility) ? "" : JSON.stringify([visibility.shows, visibility.wholeClusters]);
}
