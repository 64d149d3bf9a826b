import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { AnswerRow } from "../../../../server/src/api/exports/whole-answer.ts";
import { FILE_FORMATS } from "../../../../server/src/http/exports/file-formats.ts";
import { type SentFile, sendFile } from "../../../../server/src/http/exports/send-file.ts";

const ndjson = FILE_FORMATS.find(({ name }) => name === "ndjson");
const PATIENT = { stalledMs: 60_000, wholeMs: 60_000 };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Sending {
  readonly socket: Socket;
  readonly ended: Promise<SentFile>;
  /** All that has come, once the connection is closed. */
  received(): Promise<string>;
}

/** Sends pages over a connection of HTTP whose other end is the test's. */
async function send(
  pages: AsyncIterable<readonly AnswerRow[]>,
  patience: typeof PATIENT = PATIENT,
): Promise<Sending> {
  const ended = Promise.withResolvers<SentFile>();
  const server = createServer((_req, res: ServerResponse) => {
    if (!ndjson) throw new Error("There is no such format");
    sendFile(res, { pages, columns: [], format: ndjson }, patience).then(ended.resolve, ended.reject);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const socket = connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.pause();
  socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  closing.push(() => {
    socket.destroy();
    server.close();
  });
  return {
    socket,
    ended: ended.promise,
    received: async () => {
      const chunks: Buffer[] = [];
      socket.on("data", (chunk: Buffer) => chunks.push(chunk));
      socket.resume();
      await new Promise((resolve) => socket.once("close", resolve));
      return Buffer.concat(chunks).toString();
    },
  };
}

const PAGE: readonly AnswerRow[] = Array.from({ length: 1_000 }, (_, row) => ({
  row,
  text: "x".repeat(300),
}));

/** Pages that are counted as they are made. */
function countedPages(count: number): { pages: AsyncGenerator<readonly AnswerRow[]>; made: () => number } {
  let made = 0;
  async function* pages(): AsyncGenerator<readonly AnswerRow[]> {
    for (; made < count; made += 1) yield PAGE;
  }
  return { pages: pages(), made: () => made };
}

test("a file that is read to its end is whole, and counted", async () => {
  const { pages } = countedPages(3);
  const sending = await send(pages);

  const text = await sending.received();

  expect(await sending.ended).toEqual({
    rows: 3_000,
    bytes: 3 * bytesOf(PAGE),
    end: "whole",
    error: undefined,
  });
  expect(text.endsWith("\r\n0\r\n\r\n")).toBe(true);
});

function bytesOf(page: readonly AnswerRow[]): number {
  return page.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)) + 1, 0);
}

test("for a caller who reads nothing, only as many pages are made as buffers hold", async () => {
  const { pages, made } = countedPages(10_000);
  const sending = await send(pages, { stalledMs: 500, wholeMs: 60_000 });

  const sent = await sending.ended;

  expect(sent.end).toBe("slow");
  // Buffers of the system on both sides, some megabytes; all pages would be three gigabytes.
  expect(made()).toBeLessThan(200);
});

test("a file that is not through in time is cut off, however steadily it is read", async () => {
  const { pages } = countedPages(Infinity);
  const sending = await send(pages, { stalledMs: 60_000, wholeMs: 500 });

  const text = await sending.received();

  expect((await sending.ended).end).toBe("slow");
  expect(text.endsWith("\r\n0\r\n\r\n")).toBe(false);
});

test("a page that fails cuts the connection: what came before does not look like a whole file", async () => {
  const failure = new Error("the second page");
  async function* pages(): AsyncGenerator<readonly AnswerRow[]> {
    yield PAGE;
    throw failure;
  }
  const sending = await send(pages());

  const text = await sending.received();

  expect(await sending.ended).toMatchObject({ end: "failed", error: failure, rows: 1_000 });
  expect(text.endsWith("\r\n0\r\n\r\n")).toBe(false);
  // The refusal of a request that could not be read must not be written into the midst of rows either.
  expect(text).not.toContain("400 Bad Request");
});

test("a caller who leaves ends the making of pages", async () => {
  const { pages, made } = countedPages(10_000);
  const sending = await send(pages);
  await once(sending.socket, "readable");

  sending.socket.destroy();

  expect((await sending.ended).end).toBe("left");
  expect(made()).toBeLessThan(200);
});
