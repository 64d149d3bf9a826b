const DEEPEST = 32;
const MOST_TOKENS = 100_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * What is wrong with the shape of a JSON text, before it is parsed: a few megabytes of brackets would hold the
 * process up, or overflow its stack where they are written again. 10 MB of them take less than a millisecond,
 * 10 MB of one string about 20.
 */
export function jsonShapeFault(text: Uint8Array): string | undefined {
  let depth = 0;
  let tokens = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === QUOTE) at = endOfString(text, at);
    if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth += 1;
    if (byte === COMMA || byte === COLON || byte === OPEN_LIST || byte === OPEN_OBJECT) tokens += 1;
    if (depth > DEEPEST) return `The JSON is too deep: ${DEEPEST} levels are accepted.`;
    if (tokens > MOST_TOKENS) return `The JSON has too many parts: ${MOST_TOKENS} are accepted.`;
  }
  return undefined;
}

/** The place of the quote that ends the string which begins at `start`; no byte of UTF-8 looks like a quote. */
function endOfString(text: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1;
  return at;
}
