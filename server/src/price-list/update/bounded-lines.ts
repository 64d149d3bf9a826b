/** How much of a text is read before it is refused. */
export interface TextBounds {
  readonly maxBytes: number;
  readonly maxLineBytes: number;
}

/** A text that is larger than what was wanted can be. */
export class TextTooLargeError extends Error {
  override readonly name = "TextTooLargeError";
}

/**
 * The lines of a text as it comes in, without the whole of it in memory. Throws TextTooLargeError where the text or one of its
 * lines exceeds its bound.
 */
export async function* boundedLines(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, maxLineBytes }: TextBounds,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let read = 0;
  let open = "";
  for await (const chunk of chunks) {
    read += chunk.byteLength;
    if (read > maxBytes) throw new TextTooLargeError(`it is longer than ${maxBytes} bytes`);
    const lines = (open + decoder.decode(chunk, { stream: true })).split("\n");
    open = lines.pop() ?? "";
    if (open.length > maxLineBytes)
      throw new TextTooLargeError(`it has a line longer than ${maxLineBytes} bytes`);
    for (const line of lines) yield line.replace(/\r$/, "");
  }
  open += decoder.decode();
  if (open !== "") yield open;
}
