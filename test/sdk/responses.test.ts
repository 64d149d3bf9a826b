import { expect, test } from "vitest";
import type { RequestNotice, ResponseNotice } from "../../sdk/src/index.ts";
import { clientOf, errorOf } from "./client-of.ts";
import { fakeService, refusal, result } from "./fake-service.ts";

const HEADERS = {
  "x-request-id": "r-7",
  "x-ratelimit-limit": "100",
  "x-ratelimit-remaining": "99",
  "x-ratelimit-reset": "42",
  etag: '"v1"',
};
const PAGE = result({ rows: [], nextCursor: null }, HEADERS);

test("an answer can be had together with its request id, limits and headers", async () => {
  const service = await fakeService(PAGE);

  const { answer, response } = await clientOf(service).cost.pods.query({}).withResponse();

  expect(answer).toEqual({ rows: [], nextCursor: null });
  expect(response).toMatchObject({
    status: 200,
    requestId: "r-7",
    rateLimit: { limit: 100, remaining: 99, resetMs: 42_000 },
    attempts: 1,
  });
  expect(response.headers.get("ETag")).toBe('"v1"');
});

test("a call that fails rejects once, whichever way it is awaited", async () => {
  const service = await fakeService(refusal("FORBIDDEN"));
  const client = clientOf(service);

  expect((await errorOf(client.cost.pods.query({}).withResponse())).code).toBe("FORBIDDEN");
  expect((await errorOf(client.cost.pods.query({}))).code).toBe("FORBIDDEN");
});

test("hooks are told of every attempt, refusals included, and never of the token", async () => {
  const service = await fakeService(refusal("INTERNAL", { headers: HEADERS }), PAGE);
  const requests: RequestNotice[] = [];
  const responses: ResponseNotice[] = [];

  await clientOf(service, {
    onRequest: (request) => requests.push(request),
    onResponse: (response) => responses.push(response),
  }).cost.pods.query({});

  expect(requests.map(({ path, method, attempt }) => ({ path, method, attempt }))).toEqual([
    { path: "cost.pods", method: "GET", attempt: 1 },
    { path: "cost.pods", method: "GET", attempt: 2 },
  ]);
  expect(JSON.stringify(requests)).not.toContain("kc_test");
  expect(responses.map(({ path, status, attempts }) => ({ path, status, attempts }))).toEqual([
    { path: "cost.pods", status: 500, attempts: 1 },
    { path: "cost.pods", status: 200, attempts: 2 },
  ]);
  expect(responses.every(({ requestId, durationMs }) => requestId === "r-7" && durationMs > 0)).toBe(true);
});

test("what a hook throws reaches the caller as it is", async () => {
  const service = await fakeService(PAGE);
  const cause = new Error("my bug");
  const client = clientOf(service, {
    onResponse() {
      throw cause;
    },
  });

  await expect(client.cost.pods.query({})).rejects.toBe(cause);
});
