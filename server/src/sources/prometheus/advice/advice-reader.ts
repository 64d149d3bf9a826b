import type { AdviceFamily } from "../../../domain/advice/advice-observation.ts";
import { SourceError } from "../../source-error.ts";
import type { HourReader, WriteRange } from "../query/hour-reader.ts";
import type { Series } from "../series/series.ts";

/**
 * Asks for what recommendations need, which the hour can do without. Once a question was not answered, nothing more is asked of
 * that family in this hour: each try may take as long as the timeout.
 */
export class AdviceReader {
  readonly #reader: HourReader;
  readonly #faults = new Map<AdviceFamily, string>();

  constructor(reader: HourReader) {
    this.#reader = reader;
  }

  /** Why families were not answered, by family. */
  get faults(): ReadonlyMap<AdviceFamily, string> {
    return this.#faults;
  }

  /** The series of an expression of ranges; null where this or an earlier question of the families was not answered. */
  async ask(
    families: readonly AdviceFamily[],
    what: string,
    write: (range: WriteRange) => string,
  ): Promise<Series[] | null> {
    return this.unlessFailed(families, () => this.#reader.aside(what, write));
  }

  /** What `read` gives; null where it fails with the source, or something of these families did before. */
  async unlessFailed<T>(families: readonly AdviceFamily[], read: () => Promise<T>): Promise<T | null> {
    if (families.length > 0 && families.every((family) => this.#faults.has(family))) return null;
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      for (const family of families) this.#faults.set(family, error.message);
      return null;
    }
  }

  /** The same question, of which an answer is wanted whatever came before; throws SourceError. */
  aside(what: string, write: (range: WriteRange) => string): Promise<Series[]> {
    return this.#reader.aside(what, write);
  }
}
