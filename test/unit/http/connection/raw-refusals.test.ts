import { afterAll, beforeAll, expect, test } from "vitest";
import { bodyOf, type Edge, startEdge } from "../edge.ts";

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.close());

const head = (...lines: string[]): string => `${lines.join("\r\n")}\r\n\r\n`;
const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
const CHUNKED = [
  "POST /api/v1/info HTTP/1.1",
  "Host: a",
  "Content-Type: application/json",
  "Transfer-Encoding: chunked",
];

interface Refused {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

async function refused(bytes: string): Promise<Refused> {
  const answer = await edge.raw(bytes);
  const [lines = "", ...rest] = answer.split("\r\n\r\n");
  const [first = "", ...fields] = lines.split("\r\n");
  const headers = new Map(
    fields.map((line) => {
      const [name = "", ...value] = line.split(": ");
      return [name.toLowerCase(), value.join(": ")] as const;
    }),
  );
  expect(headers.size).toBe(fields.length);
  return { status: Number(first.split(" ")[1]), headers, text: rest.join("\r\n\r\n") };
}

const RAW = [
  { what: "what is not HTTP", bytes: "hello\r\n\r\n", status: 400, code: "BAD_REQUEST" },
  { what: "HTTP/2 at once", bytes: `${head("PRI * HTTP/2.0")}SM\r\n\r\n`, status: 400, code: "BAD_REQUEST" },
  {
    what: "a method that nobody knows",
    bytes: head("BREW / HTTP/1.1", "Host: a"),
    status: 400,
    code: "BAD_REQUEST",
  },
  {
    what: "a tunnel",
    bytes: head("CONNECT a:80 HTTP/1.1", "Host: a"),
    status: 405,
    code: "METHOD_NOT_ALLOWED",
  },
  { what: "TRACE", bytes: head("TRACE / HTTP/1.1", "Host: a"), status: 405, code: "METHOD_NOT_ALLOWED" },
  { what: "no Host", bytes: head("GET / HTTP/1.1"), status: 400, code: "BAD_REQUEST" },
  {
    what: "long headers",
    bytes: head("GET / HTTP/1.1", "Host: a", `X: ${"x".repeat(20_000)}`),
    status: 431,
    code: "BAD_REQUEST",
  },
  {
    what: "long extensions of chunks",
    bytes: `${head(...CHUNKED)}1;${"x".repeat(20_000)}\r\n{\r\n`,
    status: 413,
    code: "REQUEST_TOO_LARGE",
  },
  {
    what: "headers without an end",
    bytes: "GET / HTTP/1.1\r\nHost: a\r\n",
    status: 408,
    code: "BAD_REQUEST",
  },
];

test.each(RAW)(
  "$what is answered with $status and all headers of an answer",
  async ({ bytes, status, code }) => {
    const answered = await edge.ask("/nothing");

    const reply = await refused(bytes);

    expect(reply.status).toBe(status);
    expect(bodyOf({ ...reply, headers: {} })).toMatchObject({
      code,
      message: expect.any(String),
      request_id: reply.headers.get("x-request-id"),
    });
    // What the limit says of a caller is said to callers alone, and a page cannot ask in such a way.
    const left = /ratelimit|^vary$|^keep-alive$|^access-control-/;
    const wanted = Object.entries(answered.headers).filter(([name]) => !left.test(name));
    const own = new Set(["x-request-id", "content-length", "date", "connection"]);
    const same = wanted.filter(([name]) => !own.has(name));
    expect(same.map(([name]) => [name, reply.headers.get(name)])).toEqual(same);
    expect(reply.headers.get("connection")).toBe("close");
    expect(reply.headers.get("content-length")).toBe(String(Buffer.byteLength(reply.text)));
    expect(Date.parse(reply.headers.get("date") ?? "")).toBeGreaterThan(0);
    expect(reply.headers.get("allow")).toBe(status === 405 ? METHODS : undefined);
  },
);
