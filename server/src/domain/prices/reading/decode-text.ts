const UTF16_MARKS = [
  { mark: [0xff, 0xfe], encoding: "utf-16le" },
  { mark: [0xfe, 0xff], encoding: "utf-16be" },
] as const;

/**
 * The text of a file as spreadsheets save it: UTF-8, UTF-16 with its mark, or else Windows' Latin letters. What is none of
 * these is found by what it holds.
 */
export function decodeText(bytes: Uint8Array): string {
  const marked = UTF16_MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  if (marked) return new TextDecoder(marked.encoding).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Why a text is no price book whatever its form, with what to do; null where it may be one. */
export function wrongKindOfText(text: string): string | null {
  if (text.trim() === "") return "found an empty file, wanted a price book as JSON or CSV";
  // oxlint-disable-next-line no-control-regex -- control characters are what tells
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text))
    return "found no text but bytes, wanted a price book as JSON or CSV";
  if (text.trimStart().startsWith("<")) {
    return "found a web page or XML, wanted a price book as JSON or CSV; download the file itself";
  }
  return null;
}
