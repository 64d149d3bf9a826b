/** Gives back what was taken; a second call does nothing. */
export type GiveBack = () => void;

/** What an hour that waits for its turn will take. */
export interface HourInLine {
  /** Rows of cost that it will have in memory, as far as is known. */
  readonly rows: number;
  /** Whether it is collected as it happens; else it is history, which is late already. */
  readonly isLive: boolean;
}

interface Waiting {
  readonly rows: number;
  readonly start: (giveBack: GiveBack) => void;
}

/** After this many turns of live hours one is history's, so that a machine that is always busy still gets through it. */
const LIVE_IN_A_ROW = 3;

/**
 * Lets hours of all clusters have so many rows in memory at a time. Live hours go before history, and within
 * each kind they go in the order in which they came: a cluster asks for few at a time, so clusters take turns. An hour
 * that is too large for now is waited for and never passed by, and one that is too large for ever goes alone. Why not a library's queue: the
 * priorities of those that there are (bottleneck, p-queue) are strict, and history might never have its turn.
 */
export class Lane {
  readonly #room: number;
  #taken = 0;
  #liveInARow = 0;
  readonly #live: Waiting[] = [];
  readonly #history: Waiting[] = [];

  constructor(roomRows: number) {
    this.#room = roomRows;
  }

  /** Rows that are given to nobody now. */
  get freeRows(): number {
    return this.#room - this.#taken;
  }

  /** Resolves when it is the hour's turn. */
  take({ rows, isLive }: HourInLine): Promise<GiveBack> {
    const { promise, resolve } = Promise.withResolvers<GiveBack>();
    const line = isLive ? this.#live : this.#history;
    line.push({ rows: Math.min(rows, this.#room), start: resolve });
    this.#startNext();
    return promise;
  }

  #startNext(): void {
    for (let line = this.#nextLine(); line; line = this.#nextLine()) {
      const [first] = line;
      if (!first || first.rows > this.freeRows) return;
      line.shift();
      this.#liveInARow = line === this.#live ? this.#liveInARow + 1 : 0;
      this.#taken += first.rows;
      first.start(this.#givingBack(first.rows));
    }
  }

  #nextLine(): Waiting[] | null {
    if (this.#history.length === 0) return this.#live.length === 0 ? null : this.#live;
    return this.#live.length === 0 || this.#liveInARow >= LIVE_IN_A_ROW ? this.#history : this.#live;
  }

  #givingBack(rows: number): GiveBack {
    let held = rows;
    return () => {
      this.#taken -= held;
      held = 0;
      this.#startNext();
    };
  }
}
