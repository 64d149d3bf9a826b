import { expect, test } from "vitest";
import { useService } from "../support/service.ts";

const service = useService();

interface RawCase {
  readonly what: string;
  readonly status: number;
  /** Lines of the request after the first. */
  readonly lines: readonly string[];
  readonly first?: string;
  readonly body?: string;
}

const AUTHORIZATION = "Authorization: Bearer kc_x";
const JSON_TYPE = "Content-Type: application/json";

const ODDITIES: readonly RawCase[] = [
  {
    what: "two lengths",
    status: 400,
    lines: ["Host: a", JSON_TYPE, "Content-Length: 2", "Content-Length: 3"],
    body: "{}",
  },
  {
    what: "a length and chunks",
    status: 400,
    lines: ["Host: a", "Content-Length: 2", "Transfer-Encoding: chunked"],
  },
  { what: "a length that is no number", status: 400, lines: ["Host: a", "Content-Length: abc"] },
  { what: "a length below zero", status: 400, lines: ["Host: a", "Content-Length: -1"] },
  { what: "a length with a plus", status: 400, lines: ["Host: a", "Content-Length: +2"], body: "{}" },
  { what: "an unknown transfer encoding", status: 400, lines: ["Host: a", "Transfer-Encoding: xchunked"] },
  { what: "chunks within gzip", status: 400, lines: ["Host: a", "Transfer-Encoding: gzip, chunked"] },
  { what: "no host", status: 400, lines: [] },
  { what: "two hosts", status: 400, lines: ["Host: a", "Host: b"] },
  { what: "a host with a path", status: 400, lines: ["Host: a/b"] },
  { what: "a host with a user", status: 400, lines: ["Host: u@a"] },
  { what: "two tokens", status: 400, lines: ["Host: a", AUTHORIZATION, AUTHORIZATION] },
  { what: "a folded header", status: 400, lines: ["Host: a", "X-A: 1", " 2"] },
  { what: "a header without a colon", status: 400, lines: ["Host: a", "X-A"] },
  { what: "a space before the colon", status: 400, lines: ["Host: a", "X-A : 1"] },
  { what: "a NUL in a header", status: 400, lines: ["Host: a", "X-A: \0"] },
  { what: "an absolute address", status: 400, first: "GET http://a/livez HTTP/1.1", lines: ["Host: a"] },
  {
    what: "an address that cannot be read",
    status: 400,
    first: "GET http://[::/livez HTTP/1.1",
    lines: ["Host: a"],
  },
  { what: "a tunnel", status: 405, first: "CONNECT a:1 HTTP/1.1", lines: ["Host: a"] },
  { what: "an unknown expectation", status: 400, lines: ["Host: a", "Expect: tea"] },
  { what: "an asterisk", status: 400, first: "OPTIONS * HTTP/1.1", lines: ["Host: a"] },
  { what: "a fragment", status: 400, first: "GET /livez#x HTTP/1.1", lines: ["Host: a"] },
  { what: "no path", status: 400, first: "GET  HTTP/1.1", lines: ["Host: a"] },
  { what: "HTTP/2 without asking", status: 400, first: "PRI * HTTP/2.0", lines: [], body: "SM\r\n\r\n" },
  { what: "20 KB of headers", status: 431, lines: ["Host: a", `X-A: ${"a".repeat(20_000)}`] },
  { what: "20 KB of path", status: 431, first: `GET /${"a".repeat(20_000)} HTTP/1.1`, lines: ["Host: a"] },
];

test.each(ODDITIES)("$what is answered with $status, as JSON, and the connection closed", async (oddity) => {
  const { first = "POST /api/trpc/system.info HTTP/1.1", lines, status, body = "" } = oddity;

  const reply = await service.raw(`${[first, ...lines].join("\r\n")}\r\n\r\n${body}`);

  expect(reply.text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(reply.text.toLowerCase()).toContain("content-type: application/json");
  expect(reply.isClosedByServer).toBe(true);
  // One answer: what follows an odd request is not read as another one.
  expect(reply.text.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
});

test.each(["POST", "GET", "OPTIONS", "HEAD"])(
  "what is smuggled behind an odd %s is not answered",
  async (method) => {
    const smuggled = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
    const odd = `${method} /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n`;

    const reply = await service.raw(odd + smuggled);

    expect(reply.text.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  },
);

test("lines that end without a carriage return are no request", async () => {
  const reply = await service.raw("GET /livez HTTP/1.1\nHost: a\n\n");

  expect(reply.text).toMatch(/^HTTP\/1\.1 400 /);
});

test.each(["TRACE", "PROPFIND", "PURGE", "SEARCH", "LINK", "QUERY"])(
  "%s is answered with 405 on any path",
  async (method) => {
    for (const path of ["/livez", "/api/v1/info", "/api/trpc/system.info", "/nothing"]) {
      const reply = await service.ask(path, { method, headers: { "x-secret": "echo-me" } });

      expect(reply.status).toBe(405);
      expect(reply.headers["allow"]).toBe("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
      expect(reply.text).not.toContain("echo-me");
    }
  },
);

test("CONNECT opens no tunnel", async () => {
  const reply = await service.raw("CONNECT 127.0.0.1:5432 HTTP/1.1\r\nHost: a\r\n\r\n");

  expect(reply.text).not.toMatch(/^HTTP\/1\.1 2/);
});

test("an upgrade is not taken", async () => {
  const headers = {
    connection: "upgrade",
    upgrade: "websocket",
    "sec-websocket-key": "x",
    "sec-websocket-version": "13",
  };

  expect((await service.ask("/api/trpc/system.info", { headers })).status).not.toBe(101);
});

const EVERY_ANSWER = [
  "/livez",
  "/api/v1/info",
  "/api/trpc/system.info",
  "/nothing",
  "/api/docs",
  "/api/openapi.json",
];

test.each(EVERY_ANSWER)("%s tells nothing of what runs, and lets no browser guess", async (path) => {
  const { headers } = await service.ask(path);

  expect(headers).not.toHaveProperty("x-powered-by");
  expect(headers).not.toHaveProperty("server");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["x-request-id"]).toMatch(/^[\w.-]{1,64}$/);
  expect(headers["content-security-policy"]).toMatch(/default-src 'none'/);
  expect(headers["content-security-policy"]).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
  expect(headers).not.toHaveProperty("strict-transport-security");
  expect(headers).not.toHaveProperty("location");
});

test("answers belong to who asked: no shared cache may keep them, refusals are kept nowhere", async () => {
  for (const path of ["/api/v1/clusters", "/api/trpc/clusters.list"]) {
    const answer = await service.ask(path);
    const refusal = await service.askAsStranger(path);

    expect(answer.headers["cache-control"]).toBe("private, no-cache");
    for (const name of ["Authorization", "Accept", "Origin"])
      expect(String(answer.headers["vary"])).toContain(name);
    expect(refusal.headers["cache-control"]).toBe("no-store");
  }
});

test("every answer that is counted carries the limit, and says in both notations the same", async () => {
  for (const path of ["/api/v1/info", "/api/trpc/system.info", "/api/v1/nothing", "/api/openapi.json"]) {
    for (const reply of [await service.ask(path), await service.askAsStranger(path)]) {
      const limit = reply.headers["x-ratelimit-limit"];
      const remaining = reply.headers["x-ratelimit-remaining"];
      const reset = reply.headers["x-ratelimit-reset"];

      expect(reply.headers["ratelimit-policy"]).toBe(`"default";q=${String(limit)};w=60`);
      expect(reply.headers["ratelimit"]).toBe(`"default";r=${String(remaining)};t=${String(reset)}`);
      expect(Number(reset)).toBeGreaterThanOrEqual(1);
      expect(Number(reset)).toBeLessThanOrEqual(60);
    }
  }
});

test("a page that may not read the answer does not make it cost, and a preflight needs no token", async () => {
  const reply = await service.askAsStranger("/api/v1/cost/cluster", {
    method: "OPTIONS",
    headers: { origin: "http://localhost:3000", "access-control-request-method": "GET" },
  });

  expect(reply.status).toBe(204);
  expect(reply.headers).not.toHaveProperty("x-ratelimit-limit");
});

test("a connection lives on after a refusal that left nothing unread", async () => {
  const request = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n";

  const reply = await service.raw(request.repeat(3), { withinMs: 1_000 });

  expect(reply.text.match(/HTTP\/1\.1 404 /g)).toHaveLength(3);
});
