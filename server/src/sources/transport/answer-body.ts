import { SourceError } from "../source-error.ts";

/** Reads a body as UTF-8 and gives up as soon as it exceeds `maxBytes`, so that no answer can fill the memory. */
export async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) {
      throw new SourceError(`the answer is longer than ${maxBytes} bytes`, { isTooLarge: true });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString("utf8");
}
