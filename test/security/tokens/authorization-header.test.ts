import { afterAll, beforeAll, expect, test } from "vitest";
import { type Edge, startEdge } from "../../unit/http/edge.ts";

const PATH = "/api/v1/info";

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge({ env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "100000" } });
});
afterAll(() => edge.close());

test.each(["Bearer", "bearer", "BEARER", "bEaReR"])("J20: the scheme may be written %s", async (scheme) => {
  const reply = await edge.ask(PATH, { token: null, headers: { authorization: `${scheme} ${edge.token}` } });

  expect(reply.status).toBe(200);
});

test.each([
  { header: (token: string) => `Bearer  ${token}` },
  { header: (token: string) => `Bearer\t${token}` },
  { header: (token: string) => token },
  { header: (token: string) => `Basic ${Buffer.from(`a:${token}`).toString("base64")}` },
  { header: (token: string) => `Bearer ${token}, Bearer ${token}` },
  { header: (token: string) => `Bearer "${token}"` },
  { header: () => "Bearer" },
])("J20: $header is no token", async ({ header }) => {
  const reply = await edge.ask(PATH, { token: null, headers: { authorization: header(edge.token) } });

  expect(reply.status).toBe(401);
});

test("J20: two Authorization headers are refused, also when both would do", async () => {
  const { token } = edge;
  const lines = [
    "GET /api/v1/info HTTP/1.1",
    "Host: a",
    `Authorization: Bearer ${token}`,
    `Authorization: Bearer ${token}`,
  ];

  const text = await edge.raw(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`);

  expect(text).toMatch(/^HTTP\/1\.1 400 /);
});

test("J20: a token in the query, a cookie, a body or another header lets nobody in", async () => {
  const json = { "content-type": "application/json" };
  const { token } = edge;
  const statuses = await Promise.all(
    [
      edge.ask(`${PATH}?access_token=${token}`, { token: null }),
      edge.ask(`${PATH}?token=${token}`, { token: null }),
      edge.ask(PATH, { token: null, headers: { cookie: `token=${token}; access_token=${token}` } }),
      edge.ask(PATH, {
        token: null,
        headers: { "x-api-key": token, "x-forwarded-authorization": `Bearer ${token}` },
      }),
      edge.ask(`/api/trpc/system.info?connectionParams=${encodeURIComponent(JSON.stringify({ token }))}`, {
        token: null,
      }),
      edge.ask("/api/trpc/system.info", {
        token: null,
        method: "POST",
        headers: json,
        body: JSON.stringify({ access_token: token }),
      }),
    ].map(async (reply) => (await reply).status),
  );

  expect(statuses).toEqual([401, 401, 401, 401, 401, 401]);
});

test.each([
  { "x-forwarded-uri": "/health" },
  { "x-original-url": "/health" },
  { "user-agent": "kube-probe/1.34" },
  { "x-forwarded-for": "127.0.0.1" },
  { "x-forwarded-user": "admin" },
])("the header %j lets nobody in", async (headers) => {
  expect((await edge.ask(PATH, { token: null, headers })).status).toBe(401);
});

test("a batch with a public call does not open the others", async () => {
  const reply = await edge.ask("/api/trpc/system.health,system.info?batch=1", { token: null });

  const results: unknown = JSON.parse(reply.text);
  expect(reply.status).toBe(207);
  expect(results).toMatchObject([{ result: {} }, { error: { data: { code: "TOKEN_MISSING" } } }]);
});
