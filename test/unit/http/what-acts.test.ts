import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as z from "zod";
import { procedureFor, router } from "../../../server/src/api/trpc.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { bodyOf, type Edge, startEdge } from "./edge.ts";

const forgetful = procedureFor("access:edit")
  .meta({ rest: { method: "POST", path: "/forgets", summary: "Forgets ctx.change" } })
  .output(z.object({}))
  .mutation(() => ({}));

let edge: Edge;
let draining = false;
beforeAll(async () => {
  edge = await startEdge({ draining: () => draining });
});
afterAll(() => edge.close());

test.each([
  { sent: "kubecent-sdk/0.1.0", client: "kubecent-sdk/0.1.0" },
  { sent: "a".repeat(65), client: undefined },
  { sent: 'quoted"', client: undefined },
  { sent: undefined, client: undefined },
])("the program that calls itself $sent stands in the log as $client", async ({ sent, client }) => {
  const reply = await edge.ask("/api/v1/info", {
    headers: sent === undefined ? {} : { "x-kubecent-client": sent },
  });

  const id = reply.headers["x-request-id"];
  const line = await vi.waitFor(() => {
    const found = edge.lines.find(({ event, request_id }) => event === "request" && request_id === id);
    expect(found).toBeDefined();
    return found;
  });
  expect(line?.["client"]).toBe(client);
});

test("a preflight allows the methods that there are, and every header that acts", async () => {
  const headers = { origin: "http://localhost:3000", "access-control-request-method": "POST" };
  const reply = await edge.ask("/api/v1/info", { method: "OPTIONS", headers });

  expect(reply.headers["access-control-allow-methods"]).toBe("GET,HEAD,POST,DELETE");
  expect(reply.headers["access-control-allow-headers"]).toContain("X-Kubecent-Client");
});

test("a service that stops begins no file, and says so", async () => {
  draining = true;
  const reply = await edge.ask("/api/v1/cost/pods?format=csv");
  draining = false;

  expect(reply).toMatchObject({ status: 503, headers: { "retry-after": "2" } });
  expect(bodyOf(reply)).toMatchObject({ code: "SHUTTING_DOWN" });
});

test.each([
  { env: {}, level: "info" },
  { env: { DEBUG: "true" }, level: "debug" },
  { env: { DEBUG: "yes" }, level: "debug" },
  { env: { DEBUG: "true", LOG_LEVEL: "warn" }, level: "warn" },
])("$env logs from $level on", ({ env, level }) => {
  expect(readSettings({ ENVIRONMENT: "development", ...env }).LOG_LEVEL).toBe(level);
});

test("a mutation that does not use ctx.change takes no key", async () => {
  const other = await startEdge({ router: router({ forgetful }), role: "admin" });
  const headers = { "content-type": "application/json", "idempotency-key": "one" };

  const reply = await other.ask("/api/v1/forgets", { method: "POST", headers, body: "{}" });
  await other.close();

  expect(reply.status).toBe(500);
  expect(other.lines).toContainEqual(expect.objectContaining({ error: "forgetful has to use ctx.change" }));
});
