import { afterAll, beforeAll, expect, test } from "vitest";
import { bodyOf, type Edge, startEdge } from "./edge.ts";
import { sampleRouter } from "./sample-router.ts";

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge({ router: sampleRouter, env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "100000" } });
});
afterAll(() => edge.close());

test.each([
  { query: "", input: { limit: 100, sort: "-totalCost", idle: "hide" } },
  { query: "limit=5", input: { limit: 5 } },
  { query: "namespace=shop", input: { namespace: ["shop"] } },
  { query: "namespace=shop,payments", input: { namespace: ["shop", "payments"] } },
  {
    query: "namespace=shop%2Cpayments&cluster=a+b",
    input: { namespace: ["shop", "payments"], cluster: ["a b"] },
  },
  { query: "label.team=a,b&label.app=x", input: { label: { team: ["a", "b"], app: ["x"] } } },
  {
    query:
      "shareNamespaces=kube-system,monitoring&shareLabels.app=ingress,dns&shareFee=true&shareMonthly=250.00",
    input: {
      shareNamespaces: ["kube-system", "monitoring"],
      shareLabels: { app: ["ingress", "dns"] },
      shareFee: true,
      shareMonthly: "250.00",
    },
  },
  { query: "&limit=5&", input: { limit: 5 } },
])("?$query is read as its schema wants it", async ({ query, input }) => {
  const reply = await edge.ask(`/api/v1/echo?${query}`);

  expect(reply.status).toBe(200);
  expect(bodyOf(reply)).toMatchObject(input);
});

test.each([
  { query: "limit=", field: "limit" },
  { query: "limit=1e3", field: "limit" },
  { query: "limit=0x10", field: "limit" },
  { query: "limit=5000", field: "limit" },
  { query: "limit=5&limit=5", field: "limit" },
  { query: "namespace=", field: "namespace" },
  { query: "namespace=a,,b", field: "namespace" },
  { query: "namespace=a%00b", field: "namespace" },
  { query: "namespace=a&namespace=b", field: "namespace" },
  { query: `namespace=${"x".repeat(254)}`, field: "namespace" },
  { query: "Limit=5", field: "Limit" },
  { query: "label=x", field: "label" },
  { query: "label.a-b=x", field: "label.a-b" },
  { query: "label.team=a,,b", field: "label.team" },
  { query: "label.team=a&label.team=b", field: "label.team" },
  { query: "label.__proto__=x", field: "label.__proto__" },
  { query: "labels.team=x", field: "labels.team" },
  { query: "shareLabels=app:dns", field: "shareLabels" },
  { query: "shareMonthly=-1", field: "shareMonthly" },
  { query: "shareFee=yes", field: "shareFee" },
  { query: "__proto__=x", field: "__proto__" },
  { query: "constructor.prototype=x", field: "constructor.prototype" },
  { query: "sort=cost;drop table", field: "sort" },
  { query: "window=last7d&colour=red", field: "colour" },
  { query: "=x", field: "" },
])("?$query is refused by the name $field", async ({ query, field }) => {
  const reply = await edge.ask(`/api/v1/echo?${query.replaceAll(" ", "%20")}`);

  expect(reply.status).toBe(422);
  expect(bodyOf(reply)).toMatchObject({ code: "VALIDATION_FAILED", details: [{ field }] });
});

test("every fault of a query is named in one answer", async () => {
  const reply = await edge.ask("/api/v1/echo?limit=1&limit=2&colour=red&colour=blue");

  expect(bodyOf(reply)["details"]).toEqual([
    {
      field: "limit",
      message: "given more than once: write several values with commas",
      type: "repeated_parameter",
    },
    { field: "colour", message: "unknown parameter", type: "unrecognized_keys" },
  ]);
});

test("a query with a broken percent sign cannot be read", async () => {
  for (const query of ["namespace=%", "%ff=1", "namespace=%c3%28"]) {
    expect((await edge.ask(`/api/v1/echo?${query}`)).status).toBe(400);
  }
});

test.each([
  {
    path: "/kinds/7?ratio=-0.5&deep=true&sizes=1,2",
    input: { id: 7, ratio: -0.5, deep: true, sizes: [1, 2] },
  },
  { path: "/kinds/7?deep=false&word=a", input: { id: 7, deep: false, word: "a" } },
])("$path becomes numbers, truths and lists", async ({ path, input }) => {
  const reply = await edge.ask(`/api/v1${path}`);

  expect(bodyOf(reply)).toEqual(input);
});

test.each([
  { path: "/kinds/x", field: "id" },
  { path: "/kinds/7?id=8", field: "id" },
  { path: "/kinds/7?deep=yes", field: "deep" },
  { path: "/kinds/7?sizes=1,two", field: "sizes" },
])("$path is refused by the name $field", async ({ path, field }) => {
  const reply = await edge.ask(`/api/v1${path}`);

  expect(reply.status).toBe(422);
  expect(bodyOf(reply)).toMatchObject({ details: [{ field }] });
});

test("a path with a broken percent sign cannot be read", async () => {
  const reply = await edge.ask("/api/v1/kinds/%ff");

  expect(reply.status).toBe(400);
  expect(bodyOf(reply)).toMatchObject({ code: "BAD_REQUEST", message: "The path is not well encoded." });
});

test("schemas stay as strict as they are: tRPC takes no text for a number afterwards", async () => {
  await edge.ask("/api/v1/echo?limit=5");

  const reply = await edge.ask(`/api/trpc/sample.echo?input=${encodeURIComponent('{"limit":"5"}')}`);

  expect(reply.status).toBe(422);
});

const post = { method: "POST", headers: { "content-type": "application/json; charset=utf-8" } };

test("a POST is read from its body", async () => {
  const reply = await edge.ask("/api/v1/things", { ...post, body: '{"name":"a","size":1}' });

  expect(reply.status).toBe(200);
  expect(reply.headers["cache-control"]).toBe("no-store");
  expect(reply.headers["etag"]).toBeUndefined();
  expect(bodyOf(reply)).toEqual({ name: "a", size: 1 });
});

test.each([
  { body: '{"name":"a","size":"1"}', field: "size" },
  { body: '{"name":"a","__proto__":{"isAdmin":true}}', field: "__proto__" },
  { body: '{"name":"a","isAdmin":true}', field: "isAdmin" },
  { body: "[]", field: "" },
  { body: undefined, field: "name" },
])("a POST of $body is refused by the name $field", async ({ body }) => {
  const reply = await edge.ask("/api/v1/things", { ...post, ...(body !== undefined && { body }) });

  expect(reply.status).toBe(422);
  expect("isAdmin" in {}).toBe(false);
});

test("a POST takes no parameters beside its body", async () => {
  const reply = await edge.ask("/api/v1/things?size=1", { ...post, body: '{"name":"a"}' });

  expect(bodyOf(reply)).toMatchObject({ details: [{ field: "size", message: "unknown parameter" }] });
});

test.each([
  { type: "application/json", body: "{}", status: 200 },
  { type: "application/json", body: '{"namespace":"a"}', status: 422 },
  { type: "application/json", body: "{", status: 400 },
  { type: "text/plain", body: "{", status: 415 },
])(
  "a body of $body, $type, is looked at with GET too, and may say nothing",
  async ({ type, body, status }) => {
    const headers = { "content-type": type, "content-length": String(body.length) };

    expect((await edge.ask("/api/v1/echo", { headers, body })).status).toBe(status);
  },
);

test("a role that lacks the permission is refused", async () => {
  const reply = await edge.ask("/api/v1/things/a", { method: "DELETE" });

  expect(reply.status).toBe(403);
  expect(bodyOf(reply)).toMatchObject({ error: "Forbidden", code: "FORBIDDEN" });
});
