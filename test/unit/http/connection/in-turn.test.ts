import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type RecordingEdge, startRecordingEdge } from "./recording-edge.ts";

let edge: RecordingEdge;
beforeAll(async () => {
  edge = await startRecordingEdge();
});
beforeEach(() => {
  edge.made.length = 0;
});
afterAll(() => edge.close());

const head = (...lines: string[]): string => `${lines.join("\r\n")}\r\n\r\n`;
const slow = (): string =>
  head("GET /api/v1/slow HTTP/1.1", "Host: a", `Authorization: Bearer ${edge.token}`);
const GET = "GET /livez HTTP/1.1";
const POST = "POST /api/v1/things HTTP/1.1";

/** A connection, and what came over it so far. */
interface Opened {
  readonly socket: Socket;
  readonly text: () => string;
  readonly closed: Promise<void>;
}

function open(bytes: string): Opened {
  const socket = connect(edge.port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  socket.on("error", () => undefined);
  socket.write(bytes);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return { socket, text: () => text, closed };
}

const statuses = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = ""]) => status);

// Each is refused, and its connection closed: what follows in the same write must not be run.
test.each([
  { what: "two hosts", first: head(GET, "Host: a", "Host: b") },
  { what: "no host", first: head(GET) },
  { what: "a host that is no name", first: head(GET, "Host: a b") },
  { what: "an absolute address", first: head("GET http://a/livez HTTP/1.1", "Host: a") },
  { what: "an address that cannot be read", first: head("GET http://[:: HTTP/1.1", "Host: a") },
  { what: "an asterisk", first: head("OPTIONS * HTTP/1.1", "Host: a") },
  { what: "a fragment", first: head("GET /livez#x HTTP/1.1", "Host: a") },
  { what: "bytes that are no address", first: head("GET /livez/\u00e4 HTTP/1.1", "Host: a") },
  { what: "two tokens", first: head(GET, "Host: a", "Authorization: x", "Authorization: y") },
  { what: "an expectation", first: head(GET, "Host: a", "Expect: tea") },
  { what: "TRACE", first: head("TRACE /livez HTTP/1.1", "Host: a") },
  { what: "PROPFIND", first: head("PROPFIND /livez HTTP/1.1", "Host: a") },
  { what: "a tunnel", first: head("CONNECT a:80 HTTP/1.1", "Host: a") },
  {
    what: "a tunnel with a body",
    first: `${head("CONNECT a:80 HTTP/1.1", "Host: a", "Content-Length: 2")}{}`,
  },
  { what: "gzip, chunked", first: head(POST, "Host: a", "Transfer-Encoding: gzip, chunked") },
  { what: "identity, chunked", first: head(POST, "Host: a", "Transfer-Encoding: identity, chunked") },
  { what: "xchunked", first: head(GET, "Host: a", "Transfer-Encoding: xchunked") },
  { what: "chunked, gzip", first: head(POST, "Host: a", "Transfer-Encoding: chunked, gzip") },
  {
    what: "gzip, chunked with its last chunk",
    first: `${head(POST, "Host: a", "Transfer-Encoding: gzip, chunked")}0\r\n\r\n`,
  },
  {
    what: "identity, chunked with its last chunk",
    first: `${head(POST, "Host: a", "Transfer-Encoding: identity, chunked")}0\r\n\r\n`,
  },
  {
    what: "chunks in HTTP/1.0",
    first: `${head("POST /api/v1/things HTTP/1.0", "Host: a", "Connection: keep-alive", "Transfer-Encoding: chunked")}0\r\n\r\n`,
  },
  {
    what: "a length and chunks",
    first: `${head(POST, "Host: a", "Content-Length: 5", "Transfer-Encoding: chunked")}0\r\n\r\n`,
  },
  { what: "two lengths", first: `${head(POST, "Host: a", "Content-Length: 2", "Content-Length: 2")}{}` },
  { what: "a list of lengths", first: `${head(POST, "Host: a", "Content-Length: 2, 2")}{}` },
  { what: "an unknown method", first: head("BREW /livez HTTP/1.1", "Host: a") },
  { what: "what is not HTTP", first: "hello\r\n\r\n" },
  { what: "a request to close", first: head(GET, "Host: a", "Connection: close") },
  { what: "HTTP/1.0", first: head("GET /livez HTTP/1.0", "Host: a") },
])("behind $what nothing is run", async ({ first }) => {
  const { text, closed } = open(first + edge.create("smuggled").repeat(3));
  await closed;

  expect(statuses(text())).toHaveLength(1);
  expect(text()).toMatch(/\r\nConnection: close\r\n/);
  await edge.ask("/livez");
  expect(edge.made).toEqual([]);
});

test("after a thousand requests a connection is closed, and nothing is answered behind that", async () => {
  const { socket, text, closed } = open("");
  for (let sent = 0; sent < 1_000; sent += 50) {
    socket.write(head(GET, "Host: a").repeat(sent < 950 ? 50 : 90));
    await vi.waitFor(() => expect(statuses(text())).toHaveLength(sent + 50), { interval: 5 });
  }

  await closed;

  expect(statuses(text())).toEqual(Array.from({ length: 1_000 }, () => "200"));
  expect(text().match(/\r\nConnection: close\r\n/g)).toHaveLength(1);
  expect(text().slice(text().lastIndexOf("HTTP/1.1"))).toContain("\r\nConnection: close\r\n");
});

test("requests of one connection are run one after the other, and answered in order", async () => {
  const { socket, text } = open(slow() + edge.create("second") + slow() + edge.create("fourth"));

  await vi.waitFor(() => expect(edge.slow.waiting).toBe(1));
  expect(edge.made).toEqual([]);
  edge.release();
  await vi.waitFor(() => expect(edge.slow.waiting).toBe(1));
  expect(edge.made).toEqual(["second"]);
  edge.release();

  await vi.waitFor(() => expect(edge.made).toEqual(["second", "fourth"]));
  await vi.waitFor(() => expect(statuses(text())).toEqual(["200", "200", "200", "200"]));
  expect(text()).toMatch(/"slow"[\s\S]*\r\n1HTTP[\s\S]*"slow"[\s\S]*\r\n2$/);
  socket.destroy();
});

test.each([
  { what: "what is not HTTP", bytes: "hello\r\n\r\n", status: "400" },
  { what: "a tunnel", bytes: head("CONNECT a:80 HTTP/1.1", "Host: a"), status: "405" },
  {
    what: "headers that are too long",
    bytes: head(GET, "Host: a", `X: ${"x".repeat(20_000)}`),
    status: "431",
  },
  { what: "two hosts", bytes: head(GET, "Host: a", "Host: b"), status: "400" },
  {
    what: "a body in bad chunks",
    bytes: `${head(POST, "Host: a", "Transfer-Encoding: chunked")}x\r\n`,
    status: "400",
  },
])("$what behind a slow request is refused after its answer", async ({ bytes, status }) => {
  const { text, closed } = open(slow() + bytes + edge.create("smuggled"));
  await vi.waitFor(() => expect(edge.slow.waiting).toBe(1));
  expect(text()).toBe("");

  edge.release();
  await closed;

  expect(statuses(text())).toEqual(["200", status]);
  expect(edge.made).toEqual([]);
});

test("a change whose next request is malformed is made and answered", async () => {
  const { text, closed } = open(`${edge.create("sound")}hello\r\n\r\n`);
  await closed;

  expect(statuses(text())).toEqual(["200", "400"]);
  expect(edge.made).toEqual(["sound"]);
});

test.each([
  { how: "reset", leave: (socket: Socket) => void socket.resetAndDestroy() },
  { how: "closed", leave: (socket: Socket) => void socket.destroy() },
  { how: "half closed", leave: (socket: Socket) => void socket.end() },
])("a change that waits for its turn on a connection that is $how is not begun", async ({ leave }) => {
  const { socket } = open(slow() + edge.create("unheard"));
  await vi.waitFor(() => expect(edge.slow.waiting).toBe(1));

  leave(socket);
  await vi.waitFor(async () => expect(await edge.connections()).toBe(0));
  edge.release();

  await edge.ask("/livez");
  expect(edge.made).toEqual([]);
});

test("a body in bad chunks is refused once, and what it was for is not done", async () => {
  const type = "Content-Type: application/json";
  const lines = [POST, "Host: a", `Authorization: Bearer ${edge.token}`, type, "Transfer-Encoding: chunked"];
  const { text, closed } = open(`${head(...lines)}10\r\n{"name":"broken"}\r\nzz\r\n`);
  await closed;

  expect(statuses(text())).toEqual(["400"]);
  expect(edge.made).toEqual([]);
});
