import { expect, test } from "vitest";
import { appRouter } from "../../../server/src/api/router.ts";
import { proceduresOf } from "../../../server/src/api/procedures.ts";
import { useService } from "../support/service.ts";

const service = useService();
const procedures = proceduresOf(appRouter);
const closed = procedures.filter(({ name }) => name !== "system.health");

test("#1 without a token no procedure answers, at its REST path, over tRPC or in a batch", async () => {
  expect(closed.length).toBeGreaterThan(15);
  for (const { name, type, method, path } of closed) {
    const body = method === "POST" ? { body: "{}", headers: { "content-type": "application/json" } } : {};
    const rest = await service.askAsStranger(`/api/v1${path.replaceAll(/\{\w+\}/g, "1")}`, {
      method,
      ...body,
    });
    const isMutation = type === "mutation";
    const post = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
    const trpc = await service.askAsStranger(`/api/trpc/${name}`, isMutation ? post : {});
    const batch = await service.askAsStranger(
      `/api/trpc/${name},${name}?batch=1`,
      isMutation ? { ...post, body: '{"0":{},"1":{}}' } : {},
    );

    for (const reply of [rest, trpc, batch]) {
      expect([name, reply.status]).toEqual([name, 401]);
      expect(reply.headers["www-authenticate"]).toMatch(/^Bearer /);
      expect(reply.headers["content-type"]).toContain("application/json");
    }
    expect(rest.json).toMatchObject({ error: "Missing authentication token", code: "TOKEN_MISSING" });
  }
});

test("#2 a batch that begins with a public call gives nothing of the others away", async () => {
  const reply = await service.askAsStranger("/api/trpc/system.health,cost.cluster?batch=1&input=%7B%7D");

  expect(reply.status).toBe(207);
  expect(reply.json).toMatchObject([
    { result: { data: { status: "ok" } } },
    { error: { data: { httpStatus: 401 } } },
  ]);
  expect(reply.text).not.toContain("totalCost");
});

test.each([
  "/api/docs/../v1/cost/cluster",
  "/api/docs/%2e%2e/v1/cost/cluster",
  "/api/docs/..%2fv1/cost/cluster",
  "/health/../api/v1/cost/cluster",
  "//api/v1/cost/cluster",
  "/api//v1/cost/cluster",
  "/api/v1/cost/cluster;x",
  "/api/v1/cost;x/cluster",
  "/API/V1/cost/cluster",
  "/api/v1/Cost/cluster",
  "/api/v1/cost/cluster/",
  "/api/v1/cost/cluster/.",
  "/api/v1/cost/cluster%00",
  "/api/v1/cost/cluster%20",
  "/api/v1/cost/cluster?x=/health",
  "/api/v1/cost/cluster?/api/docs",
  "/api/v1/health/../cost/cluster",
  "/api/trpc/system.health/cost.cluster",
  "/api/trpc/cost.cluster?x=system.health",
])("#3 %s opens nothing, for only the route that matched decides", async (path) => {
  const reply = await service.askAsStranger(path);

  expect([401, 404]).toContain(reply.status);
  expect(reply.headers["content-type"]).toContain("application/json");
  expect(reply.text).not.toContain("totalCost");
});

test.each([
  { "x-forwarded-uri": "/health" },
  { "x-original-url": "/health" },
  { "x-rewrite-url": "/api/docs" },
  { "x-original-uri": "/livez" },
  { "user-agent": "kube-probe/1.34" },
  { "x-http-method-override": "OPTIONS" },
  { "x-forwarded-for": "127.0.0.1" },
  { "x-forwarded-user": "admin", "x-remote-user": "admin", "remote-user": "admin" },
  { cookie: "token=kc_x; authorization=Bearer kc_x" },
  { origin: "https://app.example.com", host: "localhost" },
])("#4 %o opens nothing", async (headers) => {
  for (const path of ["/api/v1/cost/cluster", "/api/trpc/cost.cluster"]) {
    expect((await service.askAsStranger(path, { headers })).status).toBe(401);
  }
});

test("#4 a token in the query or the body is no token, and is not repeated", async () => {
  const { token } = service.server;
  const inQuery = await service.askAsStranger(`/api/v1/cost/cluster?token=${token}&access_token=${token}`);
  const inBody = await service.askAsStranger("/api/trpc/cost.cluster", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });

  for (const reply of [inQuery, inBody]) {
    expect(reply.status).toBe(401);
    expect(reply.text).not.toContain(token);
  }
});
