import { expect, test } from "vitest";
import { VERSION } from "../../sdk/src/index.ts";
import { clientOf, mutate } from "./client-of.ts";
import { fakeService, result } from "./fake-service.ts";

const EMPTY_PAGE = result({ rows: [], nextCursor: null });

test("a query goes by GET with its input in the URL", async () => {
  const service = await fakeService(EMPTY_PAGE);

  await clientOf(service).cost.namespaces.query({ window: "last7d", namespace: ["a&b", "ü"] });

  const [request] = service.received;
  expect(request?.method).toBe("GET");
  expect(request?.url).toMatch(/^\/api\/trpc\/cost\.namespaces\?input=%7B/);
  expect(request?.input).toEqual({ window: "last7d", namespace: ["a&b", "ü"] });
});

test("a query without input has no input in the URL", async () => {
  const service = await fakeService(result({ status: "ok", version: "1.2.3" }));

  const health = await clientOf(service).system.health.query();

  expect(health).toEqual({ status: "ok", version: "1.2.3" });
  expect(service.received[0]?.url).toBe("/api/trpc/system.health");
});

test.each([
  { names: 8, longerThanLimit: false, method: "GET" },
  { names: 100, longerThanLimit: true, method: "POST" },
])("a query of $names long names goes by $method", async ({ names, method }) => {
  const service = await fakeService(EMPTY_PAGE);
  const input = { namespace: Array.from({ length: names }, (_, index) => `${index}-${"n".repeat(60)}`) };

  await clientOf(service).cost.namespaces.query(input);

  const [request] = service.received;
  expect(request?.method).toBe(method);
  expect(request?.url.length).toBeLessThanOrEqual(2_000);
  expect(request?.input).toEqual(input);
});

test("every request names the client, its token and what it accepts", async () => {
  const service = await fakeService(EMPTY_PAGE);

  await clientOf(service).cost.pods.query({});

  expect(service.received[0]?.headers).toMatchObject({
    accept: "application/json",
    authorization: "Bearer kc_test",
    "x-kubecent-client": `kubecent-sdk/${VERSION}`,
  });
  expect(service.received[0]?.headers).not.toHaveProperty("idempotency-key");
});

test("a call's headers win over the client's, however they are spelt", async () => {
  const service = await fakeService(EMPTY_PAGE);
  const client = clientOf(service, { headers: { "X-Team": "client", "X-Region": "eu" } });

  await client.cost.pods.query({}, { headers: { "x-team": "call" } });

  expect(service.received[0]?.headers).toMatchObject({ "x-team": "call", "x-region": "eu" });
});

test("a mutation goes by POST as JSON, with a key of its own", async () => {
  const service = await fakeService(result({ id: 1 }));

  await mutate(service, { name: "ci" });
  await mutate(service, { name: "ci" });
  await mutate(service, undefined, { idempotencyKey: "mine" });

  const [first, second, third] = service.received;
  expect(first).toMatchObject({ method: "POST", url: "/api/trpc/access.create", input: { name: "ci" } });
  expect(first?.headers["content-type"]).toBe("application/json");
  expect(first?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(first?.headers["idempotency-key"]).not.toBe(second?.headers["idempotency-key"]);
  expect(third).toMatchObject({ input: undefined, headers: { "idempotency-key": "mine" } });
});

test.each(["", "/", "/sub/path", "/sub/path//"])("the root may end with %j", async (end) => {
  const service = await fakeService(EMPTY_PAGE);

  await clientOf({ url: service.url + end }).cost.pods.query({});

  expect(service.received[0]?.url).toMatch(/^(\/sub\/path)?\/api\/trpc\/cost\.pods\?/);
});

test("parallel calls are separate requests", async () => {
  const service = await fakeService(EMPTY_PAGE);
  const client = clientOf(service);

  await Promise.all([client.cost.pods.query({}), client.cost.nodes.query({}), client.system.health.query()]);

  expect(service.received.map(({ url }) => url.replace(/\?.*/, "")).toSorted()).toEqual([
    "/api/trpc/cost.nodes",
    "/api/trpc/cost.pods",
    "/api/trpc/system.health",
  ]);
});
