import { afterAll, beforeAll, expect, test } from "vitest";
import { type Edge, startEdge } from "./edge.ts";

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.close());

const lines = (...parts: string[]): string => `${parts.join("\r\n")}\r\n\r\n`;

test.each([
  { oddity: "two hosts", head: ["GET /api/v1/health HTTP/1.1", "Host: a", "Host: b"] },
  { oddity: "a host that is no name", head: ["GET /api/v1/health HTTP/1.1", "Host: a b"] },
  { oddity: "a fragment", head: ["GET /api/trpc/system.health,system.health?batch=1#x HTTP/1.1", "Host: a"] },
  { oddity: "an absolute address", head: ["GET http://evil/api/v1/health HTTP/1.1", "Host: a"] },
  {
    oddity: "two tokens",
    head: ["GET /api/v1/health HTTP/1.1", "Host: a", "Authorization: Bearer x", "Authorization: Bearer y"],
  },
  {
    oddity: "a transfer coding of its own",
    head: ["POST /api/v1/health HTTP/1.1", "Host: a", "Transfer-Encoding: xchunked"],
  },
  {
    oddity: "two transfer codings",
    head: ["POST /api/v1/health HTTP/1.1", "Host: a", "Transfer-Encoding: gzip, chunked"],
  },
])("$oddity: refused, and the connection closed", async ({ head }) => {
  const text = await edge.raw(lines(...head) + lines("GET /health HTTP/1.1", "Host: a"));

  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(text).toContain('"code":"BAD_REQUEST"');
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test("two tokens are refused at tRPC in its own envelope", async () => {
  const text = await edge.raw(
    lines("GET /api/trpc/system.health HTTP/1.1", "Host: a", "Authorization: x", "Authorization: y"),
  );

  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(text).toContain('{"error":{"message":"Send one Authorization header.","code":-32600,"data":');
});

test.each(["TRACE", "PROPFIND"])("%s is no method of any path", async (method) => {
  const text = await edge.raw(lines(`${method} /api/v1/health HTTP/1.1`, "Host: a", "Connection: close"));

  expect(text).toMatch(/^HTTP\/1\.1 405 /);
  expect(text).toContain("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
});

test.each([
  { what: "what is not HTTP", bytes: "hello\r\n\r\n", status: 400 },
  {
    what: "two lengths",
    bytes: lines("POST / HTTP/1.1", "Host: a", "Content-Length: 1", "Content-Length: 2"),
    status: 400,
  },
  {
    what: "20 KB of headers",
    bytes: lines("GET / HTTP/1.1", "Host: a", `X: ${"x".repeat(20_000)}`),
    status: 431,
  },
])("$what is answered as JSON", async ({ bytes, status }) => {
  const text = await edge.raw(bytes);

  expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(text).toMatch(/"request_id":"[\w-]{36}"/);
});

test("a caller's request id is kept where it is harmless", async () => {
  const kept = await edge.ask("/health", { headers: { "x-request-id": "req-1_A.b" } });
  const long = await edge.ask("/health", { headers: { "x-request-id": "a".repeat(65) } });
  const forged = await edge.ask("/health", { headers: { "x-request-id": 'a"b' } });

  expect(kept.headers["x-request-id"]).toBe("req-1_A.b");
  expect(long.headers["x-request-id"]).toMatch(/^[\w-]{36}$/);
  expect(forged.headers["x-request-id"]).toMatch(/^[\w-]{36}$/);
});
