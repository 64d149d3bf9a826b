import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { endReason } from "../../api/export-audit.ts";
import type { AnswerRow } from "../../api/whole-answer.ts";
import type { ExportOutcome } from "../../audit/export-records.ts";
import type { Log } from "../../log/logger.ts";
import type { Column } from "./file-columns.ts";
import type { FileFormat } from "./file-formats.ts";
import { type FilePatience, resetConnection, watchReader } from "./watch-reader.ts";

/** What is sent: rows page by page, in one form. */
export interface FileRows {
  readonly pages: AsyncIterable<readonly AnswerRow[]>;
  readonly columns: readonly Column[];
  readonly format: FileFormat;
}

/** How much was handed over, and how that ended: whole; too slowly; the caller left; or a page failed. */
export interface SentFile {
  readonly rows: number;
  readonly bytes: number;
  readonly end: "whole" | "slow" | "left" | "failed";
  readonly error: unknown;
}

/** Small, so that it can be told how far a reader has come. */
const PIECE_BYTES = 16_384;
/** Comes behind the last byte of a file that is whole, and says how many rows that was. */
export const COMPLETE_TRAILER = "X-Kubecent-Complete";

/**
 * Sends a file as fast as it is read, one page in memory at a time, and never throws. When a page fails, or the reader is
 * too slow, the connection is reset: what came until then must not look like a whole file.
 */
export async function sendFile(
  res: ServerResponse,
  file: FileRows,
  patience: FilePatience,
): Promise<SentFile> {
  const sent = { rows: 0, bytes: 0 };
  const reader = watchReader(res, patience);
  let failure: { readonly error: unknown } | undefined;

  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for await (const { text, rows } of textsOf(file)) {
        for (const piece of piecesOf(Buffer.from(text))) {
          sent.bytes += piece.length;
          yield piece;
        }
        sent.rows += rows;
      }
      res.addTrailers({ [COMPLETE_TRAILER]: `rows=${sent.rows}` });
    } catch (error) {
      // A page that nobody waits for any more is ended, and fails for that.
      if (!res.destroyed) failure = { error };
      resetConnection(res);
      throw error;
    }
  }
  // An answer over HTTP/1.0 has no chunks, so nothing can stand behind them.
  if (res.useChunkedEncodingByDefault) res.setHeader("Trailer", COMPLETE_TRAILER);
  try {
    await pipeline(chunks, res, { signal: reader.signal });
    return { ...sent, end: "whole", error: undefined };
  } catch (error) {
    res.destroy();
    const end = reader.signal.aborted ? "slow" : failure ? "failed" : "left";
    return { ...sent, end, error: failure?.error ?? error };
  } finally {
    reader.stop();
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

/** How an export has ended, for its record. `left` says why a connection may have ended from outside. */
export function outcomeOf({ rows, bytes, end, error }: SentFile, left: string): ExportOutcome {
  if (end === "whole") return { status: "SUCCESS", result: { rows, bytes } };
  return { status: "FAILED", result: { rows, bytes, reason: reasonOf(end, error, left) } };
}

/** How an export has ended; `left` says why its connection may have ended from outside. */
interface EndedExport extends SentFile {
  readonly exportId: string;
  readonly left: string;
}

/** Writes one line about an export that has ended. */
export function logExport(log: Log, { exportId, left, ...sent }: EndedExport): void {
  const { rows, bytes, end, error } = sent;
  const fields = { export_id: exportId, rows, size: bytes };
  if (end === "whole") return log.info("export.finished", fields);
  const reason = reasonOf(end, error, left);
  const isOurs = end === "failed" && reason === "INTERNAL";
  log[isOurs ? "error" : "warn"]("export.failed", {
    ...fields,
    reason,
    ...(end === "failed" && { error: String(error) }),
  });
}

function reasonOf(end: Exclude<SentFile["end"], "whole">, error: unknown, left: string): string {
  if (end === "left") return left;
  return end === "slow" ? "client too slow" : endReason(error);
}
