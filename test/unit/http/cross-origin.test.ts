import { afterAll, beforeAll, expect, test } from "vitest";
import { type Edge, startEdge } from "./edge.ts";

const ORIGIN = "https://app.example.com";

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge({ env: { CORS_ORIGINS: `${ORIGIN},https://b.example.com` } });
});
afterAll(() => edge.close());

test("a page of an allowed origin reads answers and refusals, with their limits", async () => {
  for (const ask of [{}, { token: null }]) {
    for (const path of ["/api/v1/info", "/api/trpc/system.info"]) {
      const { headers } = await edge.ask(path, { ...ask, headers: { origin: ORIGIN } });

      expect(headers["access-control-allow-origin"]).toBe(ORIGIN);
      expect(headers["access-control-allow-credentials"]).toBeUndefined();
      expect(headers["access-control-expose-headers"]).toContain("X-RateLimit-Remaining");
      expect(headers["vary"]).toContain("Origin");
    }
  }
});

test.each([
  "null",
  "http://app.example.com",
  "https://app.example.com.evil.io",
  "https://evilapp.example.com",
  "https://app.example.com:8443",
])("a page of %s reads nothing", async (origin) => {
  for (const method of ["GET", "OPTIONS"]) {
    const { headers } = await edge.ask("/api/v1/info", { method, headers: { origin } });

    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers["vary"]).toContain("Origin");
  }
});

test("a preflight needs no token, costs nothing, and is answered for any path", async () => {
  const headers = { origin: ORIGIN, "access-control-request-method": "POST" };
  for (const path of ["/api/v1/info", "/api/trpc/system.info", "/nothing"]) {
    const reply = await edge.ask(path, { method: "OPTIONS", token: null, headers });

    expect(reply.status).toBe(204);
    expect(reply.headers["access-control-allow-origin"]).toBe(ORIGIN);
    expect(reply.headers["access-control-allow-headers"]).toContain("Authorization");
    expect(reply.headers["x-ratelimit-limit"]).toBeUndefined();
  }
});

test("outside production a star lets every page read", async () => {
  const open = await startEdge({ env: { CORS_ORIGINS: "*" } });

  const { headers } = await open.ask("/api/v1/info", { headers: { origin: "https://any.example" } });
  await open.close();

  expect(headers["access-control-allow-origin"]).toBe("*");
  expect(headers["access-control-allow-credentials"]).toBeUndefined();
});

test("every answer carries the headers that keep a browser from running it", async () => {
  const { headers } = await edge.ask("/api/v1/info");

  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(headers["x-frame-options"]).toBe("DENY");
  expect(headers["x-powered-by"]).toBeUndefined();
  expect(headers["strict-transport-security"]).toBeUndefined();
});
