import { isDeepStrictEqual } from "node:util";
import { LRUCache } from "lru-cache";
import type pg from "pg";
import { allSettledThenThrow } from "./all-settled-then-throw.ts";

// What a question reads first decides what it asks next: which clusters there are, which days are stored. At one version of the
// data that hardly ever is another than the last time. So what follows is asked in the same trip, by what was read then, and all
// of it is read again in the same snapshot. Where that differs nothing of the answer is used.

/** What a question may take for granted. */
export interface Guessing {
  /** Which data there is; with other data nothing is taken for granted. */
  readonly dataVersion: string;
  /** What tells the question from others, whose next statements are others too. */
  readonly question: string;
}

const MOST_READ = 300;
const MOST_QUESTIONS = 300;

interface Memory {
  readonly read: LRUCache<string, object>;
  /** By question, after how many trips it asked nothing more. */
  readonly trips: LRUCache<string, number>;
}

/** By where it was read: a replica may know less. */
const memories = new WeakMap<pg.Pool, Memory>();
const underWay = new WeakMap<pg.ClientBase, Guesses>();

/**
 * Reads what the next statements go by: what it gave the last time where that is taken for granted in this snapshot. `name` says what
 * is read, of what.
 */
export function guessed<T extends object>(
  client: pg.ClientBase,
  name: string,
  read: () => Promise<T>,
): Promise<T> {
  return underWay.get(client)?.read(name, read) ?? read();
}

/** What one question takes for granted in one snapshot. */
export class Guesses {
  readonly #memory: Memory;
  readonly #guessing: Guessing;
  readonly #checks: Promise<void>[] = [];
  #isOutdated = false;
  #hasMissed = false;
  #hasBegun = false;
  #trips = 0;

  constructor(pool: pg.Pool, guessing: Guessing) {
    this.#memory = memoryOf(pool);
    this.#guessing = guessing;
  }

  /** Asked when a trip is about to go out: whether the question asked nothing more behind it the last time. */
  isLastTrip(): boolean {
    if (!this.#hasBegun) return false;
    this.#trips++;
    return !this.#hasMissed && this.#memory.trips.get(this.#guessing.question) === this.#trips;
  }

  /** Forgets how many trips the question took: this time it took more. */
  forgetTrips(): void {
    this.#memory.trips.delete(this.#guessing.question);
  }

  /** Throws OutdatedGuess where something that was taken for granted is no more so, whatever has become of `work`. */
  async around<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
    this.#hasBegun = true;
    underWay.set(client, this);
    try {
      const working = work();
      await Promise.allSettled([working]);
      await Promise.allSettled(this.#checks);
      if (this.#isOutdated) throw new OutdatedGuess("What was taken for granted has changed");
      const [answer] = await allSettledThenThrow(working, ...this.#checks);
      if (!this.#hasMissed) this.#memory.trips.set(this.#guessing.question, this.#trips);
      return answer;
    } finally {
      underWay.delete(client);
    }
  }

  async read<T extends object>(name: string, read: () => Promise<T>): Promise<T> {
    const key = `${this.#guessing.dataVersion} ${name}`;
    const last = this.#memory.read.get(key);
    const reading = this.#reading(key, read);
    if (last === undefined) {
      this.#hasMissed = true;
      return reading;
    }
    const check = this.#check(reading, last);
    // Told of when all is through; until then nobody waits for it.
    check.catch(() => undefined);
    this.#checks.push(check);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one name is one thing, with one type
    return last as T;
  }

  async #check(reading: Promise<object>, last: object): Promise<void> {
    const found = await reading;
    this.#isOutdated ||= !isDeepStrictEqual(found, last);
  }

  async #reading<T extends object>(key: string, read: () => Promise<T>): Promise<T> {
    const found = await read();
    this.#memory.read.set(key, found);
    return found;
  }
}

/** Thrown where a question has to be asked again, step by step. */
export class OutdatedGuess extends Error {
  override readonly name = "OutdatedGuess";
}

function memoryOf(pool: pg.Pool): Memory {
  const memory = memories.get(pool) ?? {
    read: new LRUCache({ max: MOST_READ }),
    trips: new LRUCache({ max: MOST_QUESTIONS }),
  };
  memories.set(pool, memory);
  return memory;
}
