import { createHash } from "node:crypto";
import type { Labels } from "../../domain/observation.ts";

interface LabelText {
  readonly text: string;
  digest?: string;
}

/** The texts of the label sets of one hour. A pod's rows share one object of labels, and each of them asks several times. */
export class LabelTexts {
  readonly #known = new Map<Labels, LabelText>();

  /** Labels as JSON in the order of their names: the same labels always give the same text. */
  textOf(labels: Labels): string {
    return this.#entryOf(labels).text;
  }

  /** What a label set is found by: its text, and that text's SHA-256. */
  keyOf(labels: Labels): [string, string] {
    const entry = this.#entryOf(labels);
    entry.digest ??= createHash("sha256").update(entry.text).digest("hex");
    return [entry.text, entry.digest];
  }

  #entryOf(labels: Labels): LabelText {
    const before = this.#known.get(labels);
    if (before) return before;

    const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const entry = { text: JSON.stringify(Object.fromEntries(sorted)) };
    this.#known.set(labels, entry);
    return entry;
  }
}
