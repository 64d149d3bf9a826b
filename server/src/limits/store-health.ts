/** Called once whenever the store goes away or comes back. */
export type OnStoreChange = (state: "down" | "up", error?: unknown) => void;

export interface StoreHealthOptions {
  /** How long counts are not used after they may have been lost. */
  readonly windowMs: number;
  readonly onChange: OnStoreChange;
}

/** Pause after a failure, before one request tries the store again. */
const PAUSE_MS = 2_000;

/**
 * Whether the counts of a store can be relied on. A store that was away, and may have lost its counts, is not relied
 * on for a whole window more: what was let through before, without it, and after it then never meet in one window.
 */
export class StoreHealth {
  readonly #windowMs: number;
  readonly #onChange: OnStoreChange;
  #isDown = false;
  #askAgainAt = 0;
  #distrustedUntil = 0;
  #era: string | undefined;

  constructor({ windowMs, onChange }: StoreHealthOptions) {
    this.#windowMs = windowMs;
    this.#onChange = onChange;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** Whether this request should ask the store. While it is away, only one at a time does. */
  mayAsk(): boolean {
    if (!this.#isDown) return true;
    const now = performance.now();
    if (now < this.#askAgainAt) return false;
    this.#askAgainAt = now + PAUSE_MS;
    return true;
  }

  failed(error: unknown): void {
    this.#askAgainAt = performance.now() + PAUSE_MS;
    if (this.#isDown) return;
    this.#isDown = true;
    this.#onChange("down", error);
  }

  /** The store has answered. Returns whether its counts are relied on. */
  answered(era: string): boolean {
    const now = performance.now();
    if (this.#era !== undefined && this.#era !== era) this.#distrustedUntil = now + this.#windowMs;
    this.#era = era;
    if (this.#isDown) {
      this.#isDown = false;
      this.#onChange("up");
    }
    return now >= this.#distrustedUntil;
  }
}
