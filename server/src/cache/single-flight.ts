/** Lets callers who want the same thing at the same time share one piece of work, its failure too. */
export class SingleFlight<Result> {
  readonly #running = new Map<string, Promise<Result>>();

  /** Whether the work for this key is under way. */
  has(key: string): boolean {
    return this.#running.has(key);
  }

  /** Joins the work under way for this key, or begins it. */
  run(key: string, work: () => Promise<Result>): Promise<Result> {
    const running = this.#running.get(key);
    if (running) return running;

    const started = work().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }
}
