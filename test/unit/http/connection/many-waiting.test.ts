import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { refuseOverflow } from "../../../../server/src/http/connection/raw-answers.ts";
import { createLogger } from "../../../../server/src/log/logger.ts";
import { createRequestQueue } from "../../../../server/src/http/connection/request-queue.ts";

const held: ServerResponse[] = [];
const run = { taken: 0, begun: 0 };
const turns = createRequestQueue(
  (req, res) => {
    run.begun += 1;
    if (req.url === "/slow") held.push(res);
    else res.end("done");
  },
  { mostRequests: 1_000, refuseOverflow: refuseOverflow(createLogger({ LOG_LEVEL: "silent" })) },
);
const server = createServer((req, res) => {
  run.taken += 1;
  turns.take(req, res);
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function port(): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server does not listen");
  return address.port;
}

/** A connection that has a slow request under way, and others behind it. */
function open(behind: string): {
  readonly socket: Socket;
  readonly text: () => string;
  readonly closed: Promise<void>;
} {
  const socket = connect(port(), "127.0.0.1");
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  socket.on("error", () => undefined);
  socket.write(`GET /slow HTTP/1.1\r\nHost: a\r\n\r\n${behind}`);
  const closed = new Promise<void>((resolve) => void socket.once("close", () => resolve()));
  return { socket, text: () => text, closed };
}

beforeEach(() => {
  run.taken = 0;
  run.begun = 0;
});

test("a hundred requests wait behind a slow one; the next is turned away as the last one", async () => {
  const { text, closed } = open("GET /next HTTP/1.1\r\nHost: a\r\n\r\n".repeat(150));
  await vi.waitFor(() => expect(run.taken).toBe(151));

  held.pop()?.end("done");
  await closed;

  const statuses = [...text().matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
  expect(statuses).toEqual([...Array.from({ length: 101 }, () => "200"), "503"]);
  expect(text().slice(text().lastIndexOf("HTTP/1.1"))).toMatch(
    /\r\nRetry-After: 1\r\n[\s\S]*\r\nConnection: close\r\n[\s\S]*OVERLOADED/,
  );
  expect(run.begun).toBe(101);
});

test("of very many requests behind a slow one few are taken into memory", async () => {
  // Large ones, so that a single read of the socket holds few of them.
  const next = `GET /next HTTP/1.1\r\nHost: a\r\nX-Fill: ${"y".repeat(12_000)}\r\n\r\n`;
  const { socket } = open(next.repeat(900));
  await vi.waitFor(() => expect(run.taken).toBeGreaterThan(100));

  // The server has gone round its loop, and read whatever it wants to read.
  for (let round = 0; round < 50; round++) await (await fetch(`http://127.0.0.1:${port()}/other`)).text();

  expect(run.taken - 50).toBeLessThan(300);
  expect(run.begun - 50).toBe(1);
  socket.destroy();
});
