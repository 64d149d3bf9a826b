import { expect, test, vi } from "vitest";
import {
  createQueryClient,
  PROMETHEUS,
  type QueryClient,
} from "../../../../server/src/sources/prometheus/query/query-client.ts";
import { SourceError } from "../../../../server/src/sources/source-error.ts";
import {
  type ConnectionOptions,
  createConnection,
} from "../../../../server/src/sources/transport/source-connection.ts";
import { type FakeAnswer, fakePrometheus, success } from "./support/fake-prometheus.ts";

const QUESTION = { family: "nodes", expression: "kube_node_info[60s]", time: 1_794_787_200_000 };
const NEVER = new AbortController().signal;
const OK = success([{ metric: { node: "a" }, values: [[1, "1"]] }]);

function clientOf(
  url: string,
  options: Partial<ConnectionOptions> & { timeoutMs?: number } = {},
): QueryClient {
  const { timeoutMs = 5_000, ...connection } = options;
  return createQueryClient(createConnection({ url, ...connection }, PROMETHEUS), {
    timeoutMs,
    maxConcurrent: 2,
    firstWaitMs: 1,
  });
}

/** What asking fails with. */
async function failure(asking: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await asking.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof SourceError) return error;
  throw new Error("did not fail with a SourceError", { cause: error });
}

test("posts the query as a form and asks for whole answers only", async () => {
  await using server = await fakePrometheus(() => OK);

  const { series } = await clientOf(server.url).instant(QUESTION, NEVER);

  expect(series[0]?.labels).toEqual({ node: "a" });
  expect(server.received[0]?.path).toBe("/api/v1/query");
  expect(Object.fromEntries(server.received[0]?.form ?? [])).toEqual({
    query: "kube_node_info[60s]",
    time: "1794787200",
    timeout: "5",
    partial_response: "false",
  });
});

test("asks for a range in seconds", async () => {
  await using server = await fakePrometheus(() => OK);

  await clientOf(server.url).range({ ...QUESTION, start: 0, end: 60_500, stepMs: 30_000 }, NEVER);

  expect(server.received[0]?.path).toBe("/api/v1/query_range");
  expect(server.received[0]?.form.get("end")).toBe("60.5");
  expect(server.received[0]?.form.get("step")).toBe("30");
});

test.each([500, 502, 503, 429])("asks again after status %i", async (status) => {
  await using server = await fakePrometheus((_, count) => (count < 3 ? { status, body: "busy" } : OK));

  const { series } = await clientOf(server.url).instant(QUESTION, NEVER);

  expect(series).toHaveLength(1);
  expect(server.received).toHaveLength(3);
});

test.each([
  { status: 400, says: "answered 400 (bad query)" },
  { status: 401, says: "check the bearer token file" },
  { status: 403, says: "check the bearer token file" },
  { status: 404, says: "check the path in the URL" },
  { status: 422, says: "query limits may be too low" },
])("does not ask again after status $status, and says what to do", async ({ status, says }) => {
  const body = JSON.stringify({ status: "error", errorType: "x", error: "bad query" });
  await using server = await fakePrometheus(() => ({ status, body }));

  const error = await failure(clientOf(server.url).instant(QUESTION, NEVER));

  expect(error.message).toContain(`Prometheus at ${server.url}/ was asked for nodes: it answered ${status}`);
  expect(error.message).toContain(says);
  expect(server.received).toHaveLength(1);
});

test("gives up after some attempts and tells the last reason", async () => {
  await using server = await fakePrometheus(() => ({
    status: 503,
    headers: { "content-type": "text/html" },
    body: "<html>",
  }));

  const error = await failure(clientOf(server.url).instant(QUESTION, NEVER));

  expect(error.message).toContain('it answered 503 (a body of type "text/html")');
  expect(error.isTransient).toBe(true);
  expect(server.received).toHaveLength(4);
});

test("asks again when the connection fails, and says so when it stays down", async () => {
  const server = await fakePrometheus(() => OK);
  await server[Symbol.asyncDispose]();

  const error = await failure(clientOf(server.url).instant(QUESTION, NEVER));

  expect(error.message).toContain("the connection failed");
  expect(error.cause).toBeDefined();
});

test("a redirect is an error, so that no token follows it", async () => {
  const redirect: FakeAnswer = { status: 302, headers: { location: "http://elsewhere/" }, body: "" };
  await using server = await fakePrometheus(() => redirect);

  const error = await failure(clientOf(server.url).instant(QUESTION, NEVER));

  expect(error.message).toContain("a redirect, which is not followed");
  expect(server.received).toHaveLength(1);
});

test("waits for an answer as long as it was told to, and no longer", async () => {
  await using server = await fakePrometheus(() => new Promise(() => {}));

  const error = await failure(clientOf(server.url, { timeoutMs: 50 }).instant(QUESTION, NEVER));

  expect(error.message).toContain("no answer within 50 ms");
  expect(server.received).toHaveLength(1);
});

test("stops at once when the caller gives up", async () => {
  await using server = await fakePrometheus(() => new Promise(() => {}));
  const controller = new AbortController();

  const asking = clientOf(server.url).instant(QUESTION, controller.signal);
  setTimeout(() => controller.abort(new Error("shutting down")), 20);

  await expect(asking).rejects.toThrow("shutting down");
});

test("no more queries than allowed are in flight", async () => {
  let inFlight = 0;
  let most = 0;
  await using server = await fakePrometheus(async () => {
    inFlight++;
    most = Math.max(most, inFlight);
    // The first waits for another beside it, however late that comes.
    await vi.waitFor(() => expect(most).toBeGreaterThan(1));
    await new Promise((resolve) => setTimeout(resolve, 10));
    inFlight--;
    return OK;
  });
  const client = clientOf(server.url);

  await Promise.all(Array.from({ length: 8 }, () => client.instant(QUESTION, NEVER)));

  expect(most).toBe(2);
});

test("an answer that speaks of a secret header is quoted without it", async () => {
  const body = JSON.stringify({ status: "error", error: "tenant s3cret-value unknown" });
  await using server = await fakePrometheus(() => ({ status: 400, body }));
  const headers = { "X-Scope-OrgID": "s3cret-value" };

  const error = await failure(clientOf(server.url, { headers }).instant(QUESTION, NEVER));

  expect(error.message).toContain("tenant [redacted] unknown");
  expect(server.received[0]?.headers["x-scope-orgid"]).toBe("s3cret-value");
});

test.each([
  [400, "too long query; got 40034 bytes; mustn't exceed -search.maxQueryLen=16384 bytes"],
  [422, "query processing would load too many samples into memory in query execution"],
  [422, "cannot select more than -search.maxSamplesPerQuery=1000000000 samples"],
  [
    422,
    "the query exceeded the maximum number of chunks (limit: 2000000 chunks) (err-mimir-max-chunks-per-query)",
  ],
  [
    500,
    "expanding series: exceeded series limit: rpc error: limit 1000 violated (got 1001), exceeded the limit",
  ],
  [413, "Request Entity Too Large"],
])(
  "an answer of %i that says «%s» is a question too large, which is not asked again as it is",
  async (status, error) => {
    await using server = await fakePrometheus(() => ({
      status,
      body: JSON.stringify({ status: "error", error }),
    }));

    const failed = await failure(clientOf(server.url).instant(QUESTION, NEVER));

    expect(failed.isTooLarge).toBe(true);
    expect(server.received).toHaveLength(1);
  },
);

test("an ordinary refusal is no question too large", async () => {
  await using server = await fakePrometheus(() => ({ status: 401, body: "{}" }));

  expect((await failure(clientOf(server.url).instant(QUESTION, NEVER))).isTooLarge).toBe(false);
});
