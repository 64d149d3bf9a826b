import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { clientOf, errorOf, mutate, watchWaits } from "./client-of.ts";
import { type Answer, fakeService, refusal, result } from "./fake-service.ts";

const PAGE = result({ rows: [], nextCursor: null });

async function slowly(): Promise<Answer> {
  await pause(400);
  return PAGE;
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}

async function never(): Promise<undefined> {
  return undefined;
}

test("an attempt that takes too long is a timeout, and is tried again", async () => {
  const service = await fakeService(never, PAGE);

  const { response } = await clientOf(service, { timeoutMs: 500 }).cost.pods.query({}).withResponse();

  expect(response.attempts).toBe(2);
});

test("a timeout says how long was waited", async () => {
  const service = await fakeService(never);

  const error = await errorOf(clientOf(service).cost.pods.query({}, { timeoutMs: 50, maxRetries: 0 }));

  expect(error).toMatchObject({ kind: "timeout", message: "No answer within 50 ms", status: undefined });
});

test("a body that stalls is a timeout too", async () => {
  const service = await fakeService((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"result":');
    return undefined;
  });

  const error = await errorOf(clientOf(service).cost.pods.query({}, { timeoutMs: 100, maxRetries: 0 }));

  expect(error.kind).toBe("timeout");
});

test("a mutation that took too long is sent again under its key alone", async () => {
  const service = await fakeService(never);

  expect(await errorOf(mutate(service, {}, { timeoutMs: 50, maxRetries: 1 }))).toMatchObject({
    kind: "timeout",
    attempts: 2,
  });
  const keys = service.received.map(({ headers }) => headers["idempotency-key"]);
  expect(keys).toEqual([keys[0], keys[0]]);
  expect(await errorOf(mutate(service, {}, { timeoutMs: 50, idempotencyKey: null }))).toMatchObject({
    kind: "timeout",
    attempts: 1,
  });
});

test("waits for ever where it is told to", async () => {
  const service = await fakeService(slowly);

  const answer = clientOf(service, { timeoutMs: Number.POSITIVE_INFINITY }).cost.pods.query({});

  await expect(answer).resolves.toEqual({ rows: [], nextCursor: null });
});

test("aborting one of two calls leaves the other alone", async () => {
  const service = await fakeService(slowly);
  const client = clientOf(service);
  const controller = new AbortController();

  const given = errorOf(client.cost.pods.query({}, { signal: controller.signal }));
  const kept = client.cost.nodes.query({});
  await pause(100);
  controller.abort(new Error("user left"));

  expect(await given).toMatchObject({ kind: "aborted", attempts: 1, cause: { message: "user left" } });
  await expect(kept).resolves.toEqual({ rows: [], nextCursor: null });
});

test("a signal of one's own that times out is an abort, not a timeout", async () => {
  const service = await fakeService(never);

  const error = await errorOf(clientOf(service).cost.pods.query({}, { signal: AbortSignal.timeout(50) }));

  expect(error).toMatchObject({ kind: "aborted", cause: { name: "TimeoutError" } });
});

test("an aborted call does not wait for its next attempt", async () => {
  const service = await fakeService(refusal("RATE_LIMITED", { headers: { "retry-after": "40" } }));
  const waits = watchWaits();
  const leaving = new AbortController();
  const failed = errorOf(clientOf(service).cost.pods.query({}, { signal: leaving.signal }));
  await vi.waitFor(() => expect(waits()).toContain(40_000));

  leaving.abort();

  expect((await failed).kind).toBe("aborted");
  expect(service.received).toHaveLength(1);
});

test("a signal that was aborted before sends nothing, and asks for no token", async () => {
  const service = await fakeService(PAGE);
  let asked = 0;
  const token = (): string => `kc_${(asked += 1)}`;

  const error = await errorOf(
    clientOf(service, { token }).cost.pods.query({}, { signal: AbortSignal.abort() }),
  );

  expect(error.kind).toBe("aborted");
  expect([asked, service.received.length]).toEqual([0, 0]);
});

test("a fetch that does not heed its signal cannot hold a call up", async () => {
  const error = await errorOf(
    clientOf({ url: "http://localhost" }, { fetch: forever }).cost.pods.query(
      {},
      { timeoutMs: 50, maxRetries: 0 },
    ),
  );

  expect(error.kind).toBe("timeout");
});
