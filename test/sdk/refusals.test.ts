import { expect, test } from "vitest";
import { KubeCentError } from "../../sdk/src/index.ts";
import { clientOf, errorOf } from "./client-of.ts";
import { fakeService, refusal } from "./fake-service.ts";

const ONE_TRY = { maxRetries: 0 };

test("a refused input names the fields, the request and the reason", async () => {
  const details = [{ field: "limit", message: "Too big", type: "too_big" }];
  const headers = { "x-request-id": "r-1" };
  const service = await fakeService(
    refusal("VALIDATION_FAILED", { message: "limit: Too big", details, headers }),
  );

  const error = await errorOf(clientOf(service).cost.pods.query({ limit: 5_000 }));

  expect(Object.getPrototypeOf(KubeCentError).name).toBe("TRPCClientError");
  expect(error).toMatchObject({
    name: "KubeCentError",
    message: "limit: Too big",
    kind: "api",
    status: 422,
    code: "VALIDATION_FAILED",
    requestId: "r-1",
    details,
    attempts: 1,
    data: { code: "VALIDATION_FAILED", path: "cost.pods" },
  });
  expect(service.received).toHaveLength(1);
});

test("the id of a fault is on the error, and the request's id is taken from the body where no header has it", async () => {
  const service = await fakeService(refusal("INTERNAL", { errorId: "e-1" }));

  const error = await errorOf(clientOf(service, ONE_TRY).cost.pods.query({}));

  expect(error).toMatchObject({ kind: "api", status: 500, errorId: "e-1", requestId: "from-body" });
});

test.each([
  { status: 413, code: "REQUEST_TOO_LARGE" },
  { status: 415, code: "UNSUPPORTED_MEDIA_TYPE" },
  { status: 429, code: "RATE_LIMITED" },
  { status: 503, code: "SHUTTING_DOWN" },
])("what the edge refuses with $status before tRPC is a refusal like any other", async ({ status, code }) => {
  const body = { error: "A title", code, message: "What to do", request_id: "r-2" };
  const service = await fakeService({ status, body });

  const error = await errorOf(clientOf(service, ONE_TRY).cost.pods.query({}));

  expect(error).toMatchObject({
    kind: "api",
    status,
    code,
    message: "What to do",
    requestId: "r-2",
    details: [],
  });
});

test.each([
  {
    name: "a proxy's page",
    status: 502,
    body: "<html>\n<h1>Bad Gateway</h1></html>",
    shown: "<html> <h1>Bad Gate",
  },
  { name: "nothing", status: 503, body: "", shown: "empty" },
  { name: "a login page", status: 200, body: "<html>Please log in</html>", shown: "Please log in" },
  {
    name: "somebody else's JSON",
    status: 404,
    body: { code: "E1", message: "no Route" },
    shown: '{"code":"E1","message":"no Route"}',
  },
  { name: "JSON without a result", status: 200, body: { hello: 1 }, shown: '{"hello":1}' },
  { name: "a JSON text", status: 500, body: '"oops"', shown: '"oops"' },
])("$name instead of an answer keeps its status and shows its start", async ({ status, body, shown }) => {
  const service = await fakeService({ status, body, headers: { "x-request-id": "proxy-1" } });

  const error = await errorOf(clientOf(service, ONE_TRY).cost.pods.query({ window: "24h" }));

  expect(error).toMatchObject({ kind: "protocol", status, code: undefined, requestId: "proxy-1" });
  expect(error.message).toContain(`Unexpected answer ${status} (`);
  expect(error.message).toContain(`from ${service.url}/api/trpc/cost.pods: `);
  expect(error.message).toContain(shown);
});

test("a long page is cut", async () => {
  const service = await fakeService({ status: 400, body: "x".repeat(100_000) });

  const error = await errorOf(clientOf(service).cost.pods.query({}));

  expect(error.message.length).toBeLessThan(400);
});

test("nobody listening is a connection error that says why", async () => {
  const error = await errorOf(
    clientOf({ url: "http://127.0.0.1:1" }, ONE_TRY).cost.pods.query({ window: "24h" }),
  );

  expect(error).toMatchObject({ kind: "connection", status: undefined, attempts: 1 });
  expect(error.message).toMatch(
    /^Could not reach http:\/\/127\.0\.0\.1:1\/api\/trpc\/cost\.pods: fetch failed \(/,
  );
  expect(error.cause).toBeInstanceOf(Error);
});

test("an answer that breaks off is a connection error", async () => {
  const service = await fakeService((_request, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write('{"result":', () => response.destroy());
    return undefined;
  });

  const error = await errorOf(clientOf(service, ONE_TRY).cost.pods.query({}));

  expect(error.kind).toBe("connection");
});

test("details of another shape are left out", async () => {
  const body = { error: "x", code: "BAD_REQUEST", message: "m", details: [{ field: 1 }, null, "text"] };
  const service = await fakeService({ status: 400, body });

  expect((await errorOf(clientOf(service).cost.pods.query({}))).details).toEqual([]);
});

test("`is` knows errors of another copy of the package, and nothing else", async () => {
  const foreign = Object.assign(new Error("x"), { name: "KubeCentError" });

  expect(KubeCentError.is(foreign)).toBe(true);
  expect(KubeCentError.is(new KubeCentError("x", { kind: "timeout", attempts: 1 }))).toBe(true);
  expect([new Error("x"), null, undefined, "KubeCentError", {}].some((each) => KubeCentError.is(each))).toBe(
    false,
  );
});
