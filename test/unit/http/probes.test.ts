import { afterEach, expect, test } from "vitest";
import { bodyOf, type Edge, startEdge } from "./edge.ts";

const started: Edge[] = [];
afterEach(() => Promise.all(started.splice(0).map((edge) => edge.close())));

async function edgeWith(options: Parameters<typeof startEdge>[0]): Promise<Edge> {
  const edge = await startEdge(options);
  started.push(edge);
  return edge;
}

test("a service without its database lives, and is not ready", async () => {
  const reasons = ["the database does not answer"];
  const edge = await edgeWith({ readiness: () => Promise.resolve({ ready: false, reasons }) });

  const ready = await edge.ask("/readyz", { token: null });

  expect(ready.status).toBe(503);
  expect(bodyOf(ready)).toEqual({ status: "unavailable", reasons });
  expect((await edge.ask("/startupz", { token: null })).status).toBe(503);
  for (const path of ["/health", "/livez", "/api/v1/health", "/api/trpc/system.health"]) {
    expect((await edge.ask(path, { token: null })).status).toBe(200);
  }
});

test("readiness that cannot be told is no readiness", async () => {
  const edge = await edgeWith({ readiness: () => Promise.reject(new Error("10.0.0.5")) });

  const reply = await edge.ask("/readyz", { token: null });

  expect(reply.status).toBe(503);
  expect(reply.text).not.toContain("10.0.0.5");
});

test("who has started once stays started", async () => {
  let ready = true;
  const edge = await edgeWith({ readiness: () => Promise.resolve({ ready, reasons: [] }) });

  expect((await edge.ask("/startupz")).status).toBe(200);
  ready = false;
  expect((await edge.ask("/startupz")).status).toBe(200);
  expect((await edge.ask("/readyz")).status).toBe(503);
});

test("a service that stops is not ready, and closes connections", async () => {
  const edge = await edgeWith({ draining: () => true });
  const text = await edge.raw("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n");

  expect(text).toMatch(/^HTTP\/1\.1 503 /);
  expect(text).toContain("Connection: close");
  expect(text).toContain("shutting down");
});

test("probes take GET and HEAD alone", async () => {
  const edge = await edgeWith({});

  const reply = await edge.ask("/health", { method: "POST" });

  expect(reply.status).toBe(405);
  expect(reply.headers["allow"]).toBe("GET, HEAD, OPTIONS");
  expect(await edge.ask("/health", { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
});

test("metrics count by route, and show no path that somebody made up", async () => {
  const edge = await edgeWith({});
  await edge.ask("/api/v1/info");
  await edge.ask("/api/trpc/system.info");
  await edge.ask("/api/trpc/invented.name");
  await edge.ask("/invented/path", { token: null });

  const { text, headers } = await edge.ask("/metrics", { token: null });

  expect(headers["content-type"]).toContain("text/plain");
  expect(text).toContain('http_requests_total{route="/api/v1/info",method="GET",status="200"} 1');
  expect(text).toContain('http_requests_total{route="/api/trpc/system.info",method="GET",status="200"} 1');
  expect(text).toContain('http_requests_total{route="unmatched",method="GET",status="404"} 2');
  expect(text).toContain("http_request_duration_seconds_bucket");
  expect(text).toContain("process_cpu_seconds_total");
  expect(text).not.toMatch(/invented|tester|kc_/);
});
