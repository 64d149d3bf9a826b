/** Lets callers who want the same thing at the same time share one effort, its failure too. */
export class SingleFlight<Result> {
  readonly #underWay = new Map<string, Promise<Result>>();

  /** Whether somebody is at it. */
  has(key: string): boolean {
    return this.#underWay.has(key);
  }

  /** Joins the effort under way for this key, or begins one with `work`. */
  run(key: string, work: () => Promise<Result>): Promise<Result> {
    const running = this.#underWay.get(key);
    if (running) return running;

    const started = work().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, started);
    return started;
  }
}
