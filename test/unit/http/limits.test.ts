import { afterEach, expect, test } from "vitest";
import { bodyOf, type Edge, factsOf, startEdge } from "./edge.ts";

const started: Edge[] = [];
afterEach(() => Promise.all(started.splice(0).map((edge) => edge.close())));

async function edgeWith(limit: number, env: Record<string, string> = {}): Promise<Edge> {
  const edge = await startEdge({ env: { RATE_LIMIT_REQUESTS_PER_MINUTE: String(limit), ...env } });
  started.push(edge);
  return edge;
}

test("each answer says how much is left, and the last one when to come again", async () => {
  const edge = await edgeWith(2);

  const [first, , third] = [
    await edge.ask("/api/v1/info"),
    await edge.ask("/api/v1/info"),
    await edge.ask("/api/v1/info"),
  ];

  expect(first.headers).toMatchObject({
    "x-ratelimit-limit": "2",
    "x-ratelimit-remaining": "1",
    "x-ratelimit-reset": "60",
    "ratelimit-policy": '"default";q=2;w=60',
    ratelimit: '"default";r=1;t=60',
  });
  expect(third.status).toBe(429);
  expect(third.headers).toMatchObject({
    "x-ratelimit-remaining": "0",
    ratelimit: '"default";r=0;t=60',
    "retry-after": "60",
  });
  expect(bodyOf(third)).toMatchObject({ error: "Too many requests", code: "RATE_LIMITED" });
  expect(await edge.eventsOf(third.headers["x-request-id"])).toMatchObject([
    { event: "rate_limit.exceeded", client_id: "token:7", requests: 3 },
  ]);
});

test("tRPC is refused as a whole, in its own envelope", async () => {
  const edge = await edgeWith(2);

  const reply = await edge.ask("/api/trpc/system.info,system.info,system.info?batch=1");

  expect(reply.status).toBe(429);
  expect(reply.headers["retry-after"]).toBe("60");
  expect(factsOf(reply)).toMatchObject({ code: "RATE_LIMITED", httpStatus: 429 });
});

test("a batch costs its calls, however its commas are written", async () => {
  const edge = await edgeWith(10);

  const plain = await edge.ask("/api/trpc/system.info,system.info,system.info?batch=1");
  const encoded = await edge.ask("/api/trpc/system.info%2Csystem.info?batch=1");
  const noBatch = await edge.ask("/api/trpc/system.info,system.info");

  expect(plain.headers["x-ratelimit-remaining"]).toBe("7");
  expect(encoded.headers["x-ratelimit-remaining"]).toBe("5");
  expect(noBatch.headers["x-ratelimit-remaining"]).toBe("4");
});

test("strangers of an address use up none of what a caller there has", async () => {
  const edge = await edgeWith(2);
  const stranger = { token: null };

  const replies = [1, 2, 3].map(() => edge.ask("/api/v1/health", stranger));
  const statuses = (await Promise.all(replies)).map(({ status }) => status);

  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  expect((await edge.ask("/api/v1/info", { token: "kc_wrong" })).status).toBe(429);
  expect((await edge.ask("/api/v1/info")).status).toBe(200);
});

test("probes and metrics are free", async () => {
  const edge = await edgeWith(1);

  for (const path of ["/health", "/livez", "/readyz", "/startupz", "/metrics", "/health"]) {
    const reply = await edge.ask(path, { token: null });

    expect(reply.status).toBe(200);
    expect(reply.headers["x-ratelimit-limit"]).toBeUndefined();
  }
});

test("an address that anybody can write down is not believed", async () => {
  const edge = await edgeWith(1);
  const statuses = [];
  for (const address of ["1.1.1.1", "2.2.2.2"]) {
    const headers = { "x-forwarded-for": address };
    statuses.push((await edge.ask("/api/v1/health", { token: null, headers })).status);
  }

  expect(statuses).toEqual([200, 429]);
});

test("a trusted proxy's word counts: the last address before it, and only where it is one", async () => {
  const edge = await edgeWith(1, { TRUSTED_PROXIES: "127.0.0.0/8" });
  const statusFor = async (forwarded: string): Promise<number> => {
    const headers = { "x-forwarded-for": forwarded };
    return (await edge.ask("/api/v1/health", { token: null, headers })).status;
  };

  expect(await statusFor("9.9.9.9, 1.1.1.1")).toBe(200);
  expect(await statusFor("8.8.8.8, 1.1.1.1")).toBe(429);
  expect(await statusFor("2001:db8:1:2::1")).toBe(200);
  expect(await statusFor("2001:db8:1:2:ffff::9")).toBe(429);
  expect(await statusFor("<script>")).toBe(200);
  expect(await statusFor("x".repeat(5_000))).toBe(429);
});
