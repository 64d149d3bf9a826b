/** Reads an example's given rows by their labels, and remembers which have been read. */
export class Given {
  readonly #rows: ReadonlyMap<string, string>;
  readonly #read = new Set<string>();

  constructor(rows: ReadonlyMap<string, string>) {
    this.#rows = rows;
  }

  /** Throws where the example does not give it. */
  text(label: string): string {
    const value = this.#rows.get(label);
    if (value === undefined) throw new Error(`The example does not give "${label}"`);

    this.#read.add(label);
    return value;
  }

  /** Throws where the example does not give it, or gives no number. */
  number(label: string): number {
    const value = Number(this.text(label));
    if (!Number.isFinite(value)) throw new Error(`"${label}" must be a number; found ${this.text(label)}`);

    return value;
  }

  /** Labels that stand in the example and that nothing was computed from. */
  unread(): string[] {
    return [...this.#rows.keys()].filter((label) => !this.#read.has(label));
  }
}

/** Computes an example's bold rows, by label, from its given ones. */
export type Computation = (given: Given) => Record<string, string>;
