import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { AnswerRow } from "../../../../server/src/api/whole-answer.ts";
import type { FilePatience } from "../../../../server/src/http/exports/watch-reader.ts";
import { FILE_FORMATS } from "../../../../server/src/http/exports/file-formats.ts";
import { type SentFile, sendFile } from "../../../../server/src/http/exports/send-file.ts";

const ndjson = FILE_FORMATS.find(({ name }) => name === "ndjson");
const PATIENT: FilePatience = { leastBytesPerSecond: 1, firstMs: 60_000, mostMs: 60_000, wholeMs: 60_000 };
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
  patience: FilePatience = PATIENT,
  version = "1.1",
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
  socket.write(`GET / HTTP/${version}\r\nHost: a\r\nConnection: close\r\n\r\n`);
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
  expect(text).toContain("\r\nTrailer: X-Kubecent-Complete\r\n");
  expect(text.endsWith("\r\n0\r\nX-Kubecent-Complete: rows=3000\r\n\r\n")).toBe(true);
});

function bytesOf(page: readonly AnswerRow[]): number {
  return page.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)) + 1, 0);
}

test("for a caller who reads nothing, only as many pages are made as buffers hold", async () => {
  const { pages, made } = countedPages(10_000);
  const sending = await send(pages, { ...PATIENT, leastBytesPerSecond: 100_000_000, firstMs: 500 });

  const sent = await sending.ended;

  expect(sent.end).toBe("slow");
  // Buffers of the system on both sides, some megabytes; all pages would be three gigabytes.
  expect(made()).toBeLessThan(200);
});

test("a file that is not through in time is cut off, however steadily it is read", async () => {
  const { pages } = countedPages(Infinity);
  const sending = await send(pages, { ...PATIENT, wholeMs: 500 });

  const text = await sending.received();

  expect((await sending.ended).end).toBe("slow");
  expect(text).not.toContain("\r\n0\r\n");
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
  expect(text).not.toContain("\r\n0\r\n");
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

/** Takes this many bytes a second for as long as anything comes, and says how many it has taken. */
function readSteadily(socket: Socket, bytesPerSecond: number): () => number {
  // Without a listener nothing is asked of the connection.
  socket.on("readable", () => undefined);
  const from = performance.now();
  let taken = 0;
  // A busy machine calls late: what should have been taken until now counts.
  const reading = setInterval(() => {
    const due = Math.floor(((performance.now() - from) * bytesPerSecond) / 1_000) - taken;
    const bytes: Buffer | null = socket.read(Math.max(1, Math.min(due, socket.readableLength)));
    taken += bytes?.length ?? 0;
  }, 50);
  closing.push(() => clearInterval(reading));
  return () => taken;
}

test("a reader who is steady, but far slower than our buffers empty, is not cut off", async () => {
  // The kernel holds some megabytes: at this pace it has no room for more within several times the patience.
  const { pages, made } = countedPages(10_000);
  const patience = { leastBytesPerSecond: 100_000, firstMs: 1_000, mostMs: 5_000, wholeMs: 10_000 };
  const sending = await send(pages, patience);
  const taken = readSteadily(sending.socket, 200_000);

  const { end } = await sending.ended;

  expect(end).toBe("slow");
  // All of its time, where its patience alone would have ended after some 200 KB.
  expect(taken()).toBeGreaterThan(1_000_000);
  expect(made()).toBeLessThan(200);
});

test("a page that is long in coming is not the reader's fault", async () => {
  const next = Promise.withResolvers<undefined>();
  async function* pages(): AsyncGenerator<readonly AnswerRow[]> {
    yield [{ row: 1 }];
    await next.promise;
    yield [{ row: 2 }];
  }
  setTimeout(() => next.resolve(undefined), 400);
  const sending = await send(pages(), { ...PATIENT, leastBytesPerSecond: 1_000, firstMs: 100 });

  expect(await sending.received()).toContain('{"row":2}');
  expect((await sending.ended).end).toBe("whole");
});

test.each([
  { why: "a page that fails", patience: PATIENT, fails: true },
  { why: "a file that takes too long", patience: { ...PATIENT, wholeMs: 500 }, fails: false },
])("over HTTP/1.0, which has no chunks, $why is told by a reset", async ({ patience, fails }) => {
  async function* pages(): AsyncGenerator<readonly AnswerRow[]> {
    for (;;) {
      yield PAGE;
      if (fails) throw new Error("the second page");
    }
  }
  const sending = await send(pages(), patience, "1.0");
  const failed = once(sending.socket, "error");

  await sending.received();

  expect(await failed).toMatchObject([{ code: "ECONNRESET" }]);
});

test("a whole file over HTTP/1.0 ends with its connection", async () => {
  const { pages } = countedPages(2);
  const sending = await send(pages, PATIENT, "1.0");

  const text = await sending.received();

  expect(text).not.toContain("Trailer");
  expect(text.split("\n").filter((line) => line.startsWith("{"))).toHaveLength(2_000);
  expect((await sending.ended).end).toBe("whole");
});
