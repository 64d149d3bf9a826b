import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { AnswerRow } from "../../api/exports/whole-answer.ts";
import type { Column } from "./columns.ts";
import type { FileFormat } from "./file-formats.ts";

/** What is sent: rows page by page, in one form. */
export interface FileRows {
  readonly pages: AsyncIterable<readonly AnswerRow[]>;
  readonly columns: readonly Column[];
  readonly format: FileFormat;
}

/** How long a file may take; who does not read on keeps a connection to the database busy. */
export interface FilePatience {
  readonly stalledMs: number;
  readonly wholeMs: number;
}

/** How much was handed over, and how that ended: whole; too slowly; the caller left; or a page failed. */
export interface SentFile {
  readonly rows: number;
  readonly bytes: number;
  readonly end: "whole" | "slow" | "left" | "failed";
  readonly error: unknown;
}

const PIECE_BYTES = 65_536;

/**
 * Sends a file as fast as it is read, one page in memory at a time, and never throws. When a page fails, the connection
 * is cut: what came until then must not look like a whole file.
 */
export async function sendFile(
  res: ServerResponse,
  file: FileRows,
  { stalledMs, wholeMs }: FilePatience,
): Promise<SentFile> {
  const sent = { rows: 0, bytes: 0 };
  const slow = new AbortController();
  const abort = (): void => slow.abort();
  const whole = setTimeout(abort, wholeMs);
  let stalled: NodeJS.Timeout | undefined;
  let failure: { readonly error: unknown } | undefined;

  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for await (const { text, rows } of textsOf(file)) {
        for (const piece of piecesOf(Buffer.from(text))) {
          sent.bytes += piece.length;
          stalled = setTimeout(abort, stalledMs);
          yield piece;
          clearTimeout(stalled);
        }
        sent.rows += rows;
      }
      // What has been written has still to be read.
      stalled = setTimeout(abort, stalledMs);
    } catch (error) {
      // A page that nobody waits for any more is ended, and fails for that.
      if (!res.destroyed) failure = { error };
      throw error;
    }
  }
  try {
    await pipeline(chunks, res, { signal: slow.signal });
    return { ...sent, end: "whole", error: undefined };
  } catch (error) {
    res.destroy();
    const end = slow.signal.aborted ? "slow" : failure ? "failed" : "left";
    return { ...sent, end, error: failure?.error ?? error };
  } finally {
    clearTimeout(whole);
    clearTimeout(stalled);
  }
}

/** Who reads slowly takes a piece now and then, where a whole page would look as if they had stopped. */
function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

interface FileText {
  readonly text: string;
  readonly rows: number;
}

async function* textsOf({ pages, columns, format }: FileRows): AsyncGenerator<FileText> {
  yield { text: format.head(columns), rows: 0 };
  for await (const rows of pages) yield { text: format.records(rows, columns), rows: rows.length };
}
