import { createHash } from "node:crypto";
import type { Labels } from "../../domain/observation.ts";

// A pod's rows share one object of labels, and each of them asks several times.
const known = new WeakMap<Labels, { readonly text: string; digest?: string }>();

/** Labels as JSON in the order of their names: the same labels always give the same text. */
export function canonicalLabels(labels: Labels): string {
  return entryOf(labels).text;
}

/** What a label set is found by: its canonical text, and that text's SHA-256. */
export function labelKey(labels: Labels): [string, string] {
  const entry = entryOf(labels);
  entry.digest ??= createHash("sha256").update(entry.text).digest("hex");
  return [entry.text, entry.digest];
}

function entryOf(labels: Labels): { readonly text: string; digest?: string } {
  const before = known.get(labels);
  if (before) return before;

  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const entry = { text: JSON.stringify(Object.fromEntries(sorted)) };
  known.set(labels, entry);
  return entry;
}
