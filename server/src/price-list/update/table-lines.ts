import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { LIST_HEAD, PriceListError } from "../../domain/prices/list/list-text.ts";
import { boundedLines } from "./bounded-lines.ts";

/** Several times what the largest tables have; a compressed file must not unpack into more. */
const BOUNDS = { maxBytes: 100_000_000, maxLineBytes: 1_000_000 };
const GZIP = [0x1f, 0x8b];
/** What a file's first bytes may be for it to be text: a list's first line, or a table's. */
const PLAIN = [LIST_HEAD.slice(0, 8), "cloud\tre"];
const OTHER_TEXT = `it is text, but no prices: its first line must be "${LIST_HEAD}" or the names of columns, "cloud", a tab, "region" and so on (UTF-8 without a byte order mark)`;

/** The lines of a table or list of prices in a file: plain, or compressed by gzip or brotli, told by its first bytes. */
export async function* tableLines(file: string): AsyncGenerator<string> {
  const first = await firstBytes(file);
  if (first.length === 0) return;
  const packed = createReadStream(file);
  const text = unpacked(packed, first);
  try {
    yield* boundedLines(text, BOUNDS);
  } catch (error) {
    throw isZlibFault(error) && isText(first) ? new PriceListError(OTHER_TEXT) : error;
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

/** Brotli tells no format by its first bytes: text is only known once unpacking has failed. */
function isText(first: Buffer): boolean {
  return /^(?:\xef\xbb\xbf)?[\t\n\r\x20-\x7e]+$/.test(first.toString("latin1"));
}

function isZlibFault(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(?:ERR_|Z_|BROTLI)/.test(String(error.code));
}
