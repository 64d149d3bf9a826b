import { createHash } from "node:crypto";

/** What names are cleaned of. */
export type NameFault = "unstorable" | "too_long";

/** Bytes of a name in UTF-8: Kubernetes allows 253. Five of them and more must fit into a row of an index (2,704 bytes). */
export const LONGEST_NAME_BYTES = 512;
/** Bytes of a label's value, which stands in no index; annotations may be long. */
export const LONGEST_VALUE_BYTES = 4_096;

const REPLACEMENT = "\ufffd";
const NUL = "\u0000";
const HASH_DIGITS = 16;
const MOST_BYTES_A_UNIT = 3;
/** A name that ends as a cleaned one does is marked too, or two names could become the same. */
const LOOKS_CLEANED = /~[0-9a-f]{16}$/;

/** Why a name cannot be kept as it is; null where it can. */
export function nameFault(name: string, mostBytes: number): NameFault | null {
  if (name.includes(NUL) || !name.isWellFormed() || LOOKS_CLEANED.test(name)) return "unstorable";
  const isLong = name.length * MOST_BYTES_A_UNIT > mostBytes && Buffer.byteLength(name) > mostBytes;
  return isLong ? "too_long" : null;
}

/**
 * A name that PostgreSQL can hold and find again: without NUL and halves of characters, and no longer than `mostBytes`. One
 * that had to be changed ends with `~` and a hash of what it was, so that two names never become one.
 */
export function cleanName(name: string, mostBytes: number): string {
  if (nameFault(name, mostBytes) === null) return name;
  const hash = createHash("sha256").update(Buffer.from(name, "utf16le")).digest("hex");
  const mark = `~${hash.slice(0, HASH_DIGITS)}`;
  return `${firstBytes(storableText(name), mostBytes - mark.length)}${mark}`;
}

/** A text that PostgreSQL can hold, for those that nothing is found by. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll(NUL, REPLACEMENT);
}

/** The beginning of a text, to the last character that fits whole. */
function firstBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  let end = most;
  // Bytes that go on a character begin with the bits 10.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}
