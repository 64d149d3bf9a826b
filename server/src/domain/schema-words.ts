const NAMES_OF_TYPES = new Map<string, string>([
  ["object", "an object"],
  ["record", "an object"],
  ["array", "a list"],
  ["string", "a text"],
  ["number", "a number"],
  ["int", "a whole number"],
  ["boolean", "true or false"],
  ["null", "null"],
  ["undefined", "nothing"],
]);

/** A type as schemas name it, in words. */
export function typeInWords(type: string): string {
  return NAMES_OF_TYPES.get(type) ?? type;
}

/** What a field may be, in words: `one of open, ended`. */
export function choiceOf(values: readonly unknown[]): string {
  const words = values.map(String).join(", ");
  return values.length === 1 ? words : `one of ${words}`;
}
