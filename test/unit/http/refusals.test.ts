import { createTRPCClient, httpBatchLink, httpLink, TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AppRouter } from "../../../server/src/api/router.ts";
import { bodyOf, type Edge, factsOf, startEdge } from "./edge.ts";
import { INSIDE, sampleRouter } from "./sample-router.ts";

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge({ router: sampleRouter, env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "1000" } });
});
afterAll(() => edge.close());

test.each([
  { path: "/api/v1/faulty", logged: { error_type: "RangeError", path: "/api/v1/faulty" } },
  { path: "/api/trpc/sample.faulty", logged: { error_type: "RangeError", path: "/api/trpc/sample.faulty" } },
  { path: "/api/v1/misfit", logged: { path: "/api/v1/misfit" } },
  { path: "/api/trpc/sample.misfit", logged: { path: "/api/trpc/sample.misfit" } },
])("$path tells an id of its fault, and nothing of the inside", async ({ path, logged }) => {
  const reply = await edge.ask(path);
  const facts = path.startsWith("/api/trpc") ? factsOf(reply) : bodyOf(reply);

  expect(reply.status).toBe(500);
  expect(facts).toMatchObject({
    error: "Internal server error",
    code: "INTERNAL",
    message: "An unexpected error occurred",
    error_id: expect.stringMatching(/^[\w-]{36}$/),
  });
  expect(reply.text).not.toMatch(/ECONNREFUSED|hunter2|secretColumn|node_modules|at /);
  const events = await edge.eventsOf(reply.headers["x-request-id"]);
  expect(events).toMatchObject([
    { event: "uncaught_exception", error_id: facts["error_id"], stack: expect.any(Array), ...logged },
  ]);
});

test("the log has the message of a fault, without the password in it", async () => {
  const reply = await edge.ask("/api/v1/faulty");

  const [event] = await edge.eventsOf(reply.headers["x-request-id"]);
  expect(event?.["error"]).toBe(INSIDE.replace("kubecent:hunter2", "…"));
});

test("waiting is asked for in whole seconds", async () => {
  for (const path of ["/api/v1/busy", "/api/trpc/sample.busy"]) {
    const reply = await edge.ask(path);

    expect(reply.status).toBe(503);
    expect(reply.headers["retry-after"]).toBe("1");
    expect(reply.headers["cache-control"]).toBe("no-store");
  }
});

test("tokens that cannot be looked up are a fault of ours, not of the caller's", async () => {
  const blind = await startEdge({ findToken: () => Promise.reject(new Error("ECONNREFUSED 10.0.0.5")) });

  const reply = await blind.ask("/api/v1/info");
  const alive = await blind.ask("/health");
  const events = await blind.eventsOf(reply.headers["x-request-id"]);
  await blind.close();

  expect(reply.status).toBe(503);
  expect(reply.headers["retry-after"]).toBe("2");
  expect(reply.text).not.toContain("10.0.0.5");
  expect(alive.status).toBe(200);
  expect(events).toMatchObject([{ event: "application_error", code: "DATABASE_UNAVAILABLE" }]);
});

test.each([
  { path: "/api/v1/echo", ask: { token: null }, event: { event: "request.no_token", path: "/api/v1/echo" } },
  {
    path: "/api/trpc/sample.echo",
    ask: { token: "kc_wrong" },
    event: { event: "request.authentication_failed", path: "/api/trpc/sample.echo", error: "TOKEN_INVALID" },
  },
  {
    path: "/api/v1/things",
    ask: { method: "POST", headers: { "content-type": "text/plain" }, body: "x" },
    event: { event: "request.invalid_content_type", content_type: "text/plain", path: "/api/v1/things" },
  },
  {
    path: "/api/v1/things",
    ask: { method: "POST", headers: { "content-type": "application/json" }, body: " ".repeat(20_000_000) },
    event: { event: "request.too_large", size: 20_000_000, path: "/api/v1/things" },
  },
  {
    path: "/api/v1/echo?colour=red",
    ask: {},
    event: { event: "validation_error", path: "/api/v1/echo", errors: [{ field: "colour" }] },
  },
  {
    path: "/api/v1/nothing?token=kc_secret",
    ask: {},
    event: { event: "application_error", code: "NOT_FOUND", path: "/api/v1/nothing" },
  },
])("$path is refused with one event, $event.event", async ({ path, ask, event }) => {
  const reply = await edge.ask(path, ask);

  expect(await edge.eventsOf(reply.headers["x-request-id"])).toMatchObject([event]);
});

test("no line of the log holds a token, a header or a query", async () => {
  const canary = "canary-7f3a";
  const headers = { cookie: canary, "x-api-key": canary };
  await edge.ask(`/api/v1/echo?namespace=${canary}`, { headers });
  await edge.ask(`/api/v1/echo?colour=${canary}`, { headers, token: canary });
  const last = await edge.ask(`/api/trpc/sample.echo?input=${canary}`, { headers });
  await edge.eventsOf(last.headers["x-request-id"]);

  const log = JSON.stringify(edge.lines);
  expect(log).not.toContain(canary);
  expect(log).not.toContain(edge.token);
});

test("a stock tRPC client reads what the edge refuses before tRPC", async () => {
  const narrow = await startEdge({ env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "1" } });
  await narrow.ask("/api/trpc/system.info");
  const url = `http://127.0.0.1:${narrow.port}/api/trpc`;
  const headers = { authorization: `Bearer ${narrow.token}` };
  for (const link of [httpLink({ url, headers }), httpBatchLink({ url, headers })]) {
    const client = createTRPCClient<AppRouter>({ links: [link] });

    const error: unknown = await client.system.info.query().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(TRPCClientError);
    expect(error).toMatchObject({ data: { httpStatus: 429, code: "RATE_LIMITED" } });
  }
  await narrow.close();
});
