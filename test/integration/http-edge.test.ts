import { afterAll, beforeAll, expect, test } from "vitest";
import { bodyOf, type Edge, factsOf, type Reply, startEdge, STOOD_STILL } from "../unit/http/edge.ts";

// The edge as it is, with the real router; the procedures called here need no database.
const REST = "/api/v1/info";
const TRPC = "/api/trpc/system.info";
const JSON_BODY = { "content-type": "application/json" };
const WRONG_TOKEN = `kc_${"x".repeat(43)}`;
const TWENTY_MB = Buffer.alloc(20_000_000, " ");

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge({ env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "100000" } });
});
afterAll(() => edge.close());

/** The facts of a refusal, whichever door it came out of. */
function refusalOf(path: string, reply: Reply): Record<string, unknown> {
  return path === TRPC || path.startsWith("/api/trpc") ? factsOf(reply) : bodyOf(reply);
}

const doors = [{ path: REST }, { path: TRPC }];

test.each(doors)("$path answers who has a token", async ({ path }) => {
  const reply = await edge.ask(path);

  expect(reply.status).toBe(200);
  expect(reply.text).toContain('"caller":"tester"');
  expect(reply.headers["cache-control"]).toBe("private, no-cache");
  expect(reply.headers["vary"]).toMatch(/Authorization.*Accept.*Origin|Origin.*Authorization.*Accept/);
});

test.each(doors)("$path refuses who has none, and says how to send one", async ({ path }) => {
  const reply = await edge.ask(path, { token: null });

  expect(reply.status).toBe(401);
  expect(reply.headers["www-authenticate"]).toBe('Bearer realm="kubecent"');
  expect(refusalOf(path, reply)).toMatchObject({
    error: "Missing authentication token",
    code: "TOKEN_MISSING",
    request_id: reply.headers["x-request-id"],
  });
});

test.each(doors)("$path refuses a token that nobody made", async ({ path }) => {
  const reply = await edge.ask(path, { token: WRONG_TOKEN });

  expect(reply.status).toBe(401);
  expect(reply.headers["www-authenticate"]).toContain('error="invalid_token"');
  expect(refusalOf(path, reply)).toMatchObject({ error: "Invalid token", code: "TOKEN_INVALID" });
});

test.each(doors)("$path refuses 20 MB by their length before they are read", async ({ path }) => {
  const reply = await edge.ask(path, { method: "POST", headers: JSON_BODY, body: TWENTY_MB });

  expect(reply.status).toBe(413);
  expect(reply.headers["connection"]).toBe("close");
  expect(refusalOf(path, reply)).toMatchObject({ error: "Request entity too large" });
});

test.each(doors)("$path counts 20 MB that come in chunks, and cuts the line", async ({ path }) => {
  const headers = { ...JSON_BODY, "transfer-encoding": "chunked" };
  const reply = await edge.ask(path, { method: "POST", headers, body: TWENTY_MB });

  expect(reply.status).toBe(413);
  expect(reply.headers["connection"]).toBe("close");
  expect(refusalOf(path, reply)).toMatchObject({ code: "REQUEST_TOO_LARGE" });
});

test("a chunked body without an end is cut off after the refusal", async () => {
  const chunk = `100000\r\n${" ".repeat(0x10_00_00)}\r\n`;
  const head = `POST ${REST} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;

  const text = await edge.raw(head + chunk.repeat(12));

  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  expect(text).not.toContain(STOOD_STILL);
});

test.each([
  { type: "text/plain" },
  { type: "application/octet-stream" },
  { type: "multipart/form-data; boundary=x" },
  { type: "application/json-evil" },
  { type: "application/json; charset=latin1" },
])("both doors refuse a body of $type", async ({ type }) => {
  for (const path of [REST, TRPC]) {
    const reply = await edge.ask(path, { method: "POST", headers: { "content-type": type }, body: "{}" });

    expect(reply.status).toBe(415);
    expect(refusalOf(path, reply)).toMatchObject({ error: "Unsupported media type" });
    expect(reply.text).not.toContain(type);
  }
});

test.each(doors)("$path refuses a packed body", async ({ path }) => {
  const headers = { ...JSON_BODY, "content-encoding": "gzip" };
  const reply = await edge.ask(path, { method: "POST", headers, body: "x" });

  expect(reply.status).toBe(415);
});

test.each([
  { body: "{" },
  { body: "[".repeat(33) + "]".repeat(33) },
  { body: `[${"0,".repeat(100_001)}0]` },
  { body: Buffer.from([0x22, 0xff, 0x22]) },
])("both doors refuse a body that is no sound JSON", async ({ body }) => {
  for (const path of [REST, TRPC]) {
    const reply = await edge.ask(path, { method: "POST", headers: JSON_BODY, body });

    expect(reply.status).toBe(400);
    expect(refusalOf(path, reply)).toMatchObject({ code: "BAD_REQUEST" });
  }
});

test("tRPC refuses deep and broken JSON in the URL as well", async () => {
  for (const input of ["[".repeat(40), "{"]) {
    const reply = await edge.ask(`${TRPC}?input=${encodeURIComponent(input)}`);

    expect(reply.status).toBe(400);
    expect(factsOf(reply)).toMatchObject({ code: "BAD_REQUEST" });
  }
});

test("ten megabytes of brackets are refused at once", async () => {
  const body = "[".repeat(10_000_000);

  const reply = await edge.ask(TRPC, { method: "POST", headers: JSON_BODY, body });

  expect(reply.status).toBe(400);
  expect(factsOf(reply)).toMatchObject({ message: expect.stringContaining("too deep") });
});

test("REST refuses unknown and repeated parameters by name", async () => {
  const reply = await edge.ask(`${REST}?naemspace=a&__proto__=b`);
  const repeated = await edge.ask("/api/v1/cost/namespaces?limit=1&limit=2");

  expect(reply.status).toBe(422);
  expect(bodyOf(reply)).toMatchObject({
    error: "Validation failed",
    details: [{ field: "naemspace" }, { field: "__proto__" }],
  });
  expect(repeated.status).toBe(422);
  expect(bodyOf(repeated)).toMatchObject({ details: [{ field: "limit", type: "repeated_parameter" }] });
});

test("tRPC refuses an unknown field by name, with the same status", async () => {
  const reply = await edge.ask(`/api/trpc/cost.namespaces?input=${encodeURIComponent('{"naemspace":"a"}')}`);

  expect(reply.status).toBe(422);
  expect(factsOf(reply)).toMatchObject({ httpStatus: 422, details: [{ field: "naemspace" }] });
});

test("a stranger hears of the missing token before of the parameters", async () => {
  expect((await edge.ask(`${REST}?x=1`, { token: null })).status).toBe(401);
  expect((await edge.ask("/api/v1/cost/namespaces?x=1", { token: null })).status).toBe(401);
  expect((await edge.ask("/api/v1/health?x=1", { token: null })).status).toBe(422);
});

test.each([
  { path: "/api/v1/nothing" },
  { path: "/api/trpc/nothing.here" },
  { path: "/api/trpc/a/system.health" },
  { path: "/api/trpc" },
  { path: "/api/trpc/" },
  { path: "/api/docs/../v1/info" },
  { path: "/API/V1/info" },
  { path: "/api/v1/info/" },
  { path: "//api/v1/info" },
  { path: "/api/v1/info;x" },
  { path: "/" },
])("$path is not there", async ({ path }) => {
  const reply = await edge.ask(path);

  expect(reply.status).toBe(404);
  expect(reply.headers["content-type"]).toContain("application/json");
});

test("a path that hides behind a public one needs its token", async () => {
  const headers = {
    "x-forwarded-uri": "/health",
    "x-original-url": "/health",
    "user-agent": "kube-probe/1.34",
  };

  expect((await edge.ask(`${REST}?x=/health`, { token: null, headers })).status).toBe(401);
  expect((await edge.ask("/api/v1%2finfo", { token: null, headers })).status).toBe(404);
});

test("a batch answers each call by its own right", async () => {
  const reply = await edge.ask("/api/trpc/system.health,system.info?batch=1", { token: null });

  expect(reply.status).toBe(207);
  expect(JSON.parse(reply.text)).toMatchObject([
    { result: { data: { status: "ok" } } },
    { error: { data: { code: "TOKEN_MISSING" } } },
  ]);
});

test.each([11, 1_500])("a batch of %i runs no call", async (size) => {
  const reply = await edge.ask(`/api/trpc/${Array.from({ length: size }, () => "a").join("%2C")}?batch=1`);

  expect(reply.status).toBe(400);
  expect(factsOf(reply)).toMatchObject({ message: "A batch may hold 10 calls at most." });
});

test("REST takes GET alone where the procedure is a question", async () => {
  const reply = await edge.ask(REST, { method: "DELETE" });

  expect(reply.status).toBe(405);
  expect(reply.headers["allow"]).toBe("GET, HEAD, OPTIONS");
});

test("HEAD is GET without the body, and needs the same token", async () => {
  for (const path of [REST, TRPC]) {
    const reply = await edge.ask(path, { method: "HEAD" });
    const stranger = await edge.ask(path, { method: "HEAD", token: null });

    expect(reply).toMatchObject({ status: 200, text: "" });
    expect(stranger).toMatchObject({ status: 401, text: "" });
  }
});

test("an answer that has not changed is not sent again", async () => {
  const first = await edge.ask(REST);
  const etag = String(first.headers["etag"]);

  const again = await edge.ask(REST, { headers: { "if-none-match": `"other", W/${etag}` } });
  const other = await edge.ask(REST, { headers: { "if-none-match": '"other"' } });

  expect(etag).toMatch(/^"[\w-]+"$/);
  expect(again).toMatchObject({ status: 304, text: "" });
  expect(again.headers["etag"]).toBe(etag);
  expect(other.status).toBe(200);
});

test("headers that come too slowly end the connection", async () => {
  const text = await edge.raw("GET /health HTTP/1.1\r\nHost: a\r\n");

  expect(text).toMatch(/^HTTP\/1\.1 408 /);
  expect(text).not.toContain(STOOD_STILL);
});
