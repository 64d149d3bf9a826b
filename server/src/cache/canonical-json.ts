/**
 * Writes a value as JSON that does not depend on the order of its keys; keys without a value are left out. Lone
 * halves of surrogate pairs are escaped, so that two texts that differ never become the same bytes.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, sortedKeys) ?? "null";
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  // Names that look like numbers come first in any object, whatever the order in which they are put in.
  return Object.fromEntries(entries);
}
