import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { LIST_HEAD } from "../../domain/prices/list/list-text.ts";
import { boundedLines } from "./bounded-lines.ts";

/** Several times what the largest tables have; a compressed file must not unpack into more. */
const BOUNDS = { maxBytes: 100_000_000, maxLineBytes: 1_000_000 };
const GZIP = [0x1f, 0x8b];
/** What a file's first bytes may be for it to be text: a list's first line, or a table's. */
const PLAIN = [LIST_HEAD.slice(0, 8), "cloud\tre"];

/** The lines of a table or list of prices in a file: plain, or compressed by gzip or brotli, told by its first bytes. */
export async function* tableLines(file: string): AsyncGenerator<string> {
  const first = await firstBytes(file);
  if (first.length === 0) return;
  const packed = createReadStream(file);
  const text = unpacked(packed, first);
  try {
    yield* boundedLines(text, BOUNDS);
  } finally {
    packed.destroy();
    text.destroy();
  }
}

async function firstBytes(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file, { end: 7 })) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function unpacked(packed: Readable, first: Buffer): Readable {
  if (PLAIN.some((start) => first.toString("latin1").startsWith(start))) return packed;
  const isGzip = GZIP.every((byte, index) => first[index] === byte);
  // Its reader hears of every fault by the unpacked stream.
  return pipeline(packed, isGzip ? createGunzip() : createBrotliDecompress(), () => undefined);
}
