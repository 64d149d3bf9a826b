import { afterEach, expect, test, vi } from "vitest";
import { clientOf, errorOf, mutate, watchWaits } from "./client-of.ts";
import { fakeService, refusal, result } from "./fake-service.ts";

const PAGE = result({ rows: [], nextCursor: null });

afterEach(() => void vi.useRealTimers());

test("a full bucket is waited for as long as Retry-After says", async () => {
  const limited = refusal("RATE_LIMITED", { headers: { "retry-after": "1" } });
  const service = await fakeService(limited, PAGE);
  const waits = watchWaits();

  await clientOf(service).cost.pods.query({});

  expect(service.received).toHaveLength(2);
  expect(waits()).toContain(1_000);
});

test("Retry-After may be a date", async () => {
  const now = Date.UTC(2026, 10, 17);
  vi.setSystemTime(now);
  const date = new Date(now + 1_000).toUTCString();
  const service = await fakeService(
    refusal("DATABASE_UNAVAILABLE", { headers: { "retry-after": date } }),
    PAGE,
  );
  const waits = watchWaits();

  await clientOf(service).cost.pods.query({});

  expect(waits()).toContain(1_000);
});

test("a wait of more than a minute is left to the caller", async () => {
  const service = await fakeService(refusal("RATE_LIMITED", { headers: { "retry-after": "61" } }));

  const error = await errorOf(clientOf(service).cost.pods.query({}));

  expect(error).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 61_000, attempts: 1 });
});

test("a proxy's page is tried three times in all", async () => {
  const service = await fakeService({ status: 502, body: "<html>Bad Gateway</html>" });

  const error = await errorOf(clientOf(service).cost.pods.query({}));

  expect(error).toMatchObject({ kind: "protocol", status: 502, attempts: 3 });
  expect(service.received).toHaveLength(3);
});

test("an empty 503 is tried again", async () => {
  const service = await fakeService({ status: 503 }, PAGE);

  const { response } = await clientOf(service).cost.pods.query({}).withResponse();

  expect(response.attempts).toBe(2);
});

test("a connection that breaks is tried again", async () => {
  const service = await fakeService((_request, response) => {
    response.destroy();
    return undefined;
  }, PAGE);

  await clientOf(service).cost.pods.query({});

  expect(service.received).toHaveLength(2);
});

test.each([
  refusal("BAD_REQUEST"),
  refusal("TOKEN_INVALID"),
  refusal("FORBIDDEN"),
  refusal("NOT_FOUND"),
  refusal("VALIDATION_FAILED"),
  refusal("NOT_IMPLEMENTED"),
  refusal("QUERY_TOO_EXPENSIVE"),
  { status: 200, body: "<html>Please log in</html>" },
])("what would be answered alike is asked once: %o", async (answer) => {
  const service = await fakeService(answer);

  await errorOf(clientOf(service).cost.pods.query({}));

  expect(service.received).toHaveLength(1);
});

test("a call may have more or fewer retries than its client", async () => {
  const service = await fakeService(refusal("INTERNAL"));
  const client = clientOf(service, { maxRetries: 0 });

  expect((await errorOf(client.cost.pods.query({}))).attempts).toBe(1);
  expect((await errorOf(client.cost.pods.query({}, { maxRetries: 1 }))).attempts).toBe(2);
});

test("a mutation that was refused is sent again with the same key", async () => {
  const limited = refusal("RATE_LIMITED", { headers: { "retry-after": "0" } });
  const service = await fakeService(limited, refusal("SHUTTING_DOWN"), result({ id: 1 }));

  await mutate(service, { name: "ci" });

  const keys = service.received.map(({ headers }) => headers["idempotency-key"]);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

test.each([
  refusal("INTERNAL"),
  { status: 502, body: "<html>Bad Gateway</html>" },
  { status: 503, body: "" },
  { status: 504, body: "" },
  refusal("OUTCOME_UNKNOWN"),
])("a mutation that may have been carried out is sent again under its key alone: %o", async (answer) => {
  const service = await fakeService(answer, result({ id: 1 }));
  await mutate(service, { name: "ci" });
  const keys = service.received.map(({ headers }) => headers["idempotency-key"]);
  expect(keys).toEqual([keys[0], keys[0]]);

  const again = await fakeService(answer);
  await errorOf(mutate(again, { name: "ci" }, { idempotencyKey: null }));

  expect(again.received).toHaveLength(1);
  expect(again.received[0]?.headers).not.toHaveProperty("idempotency-key");
});

test("a mutation whose connection breaks is sent again", async () => {
  const service = await fakeService(
    (_request, response) => {
      response.destroy();
      return undefined;
    },
    result({ id: 1 }),
  );

  await mutate(service, { name: "ci" }, { idempotencyKey: "mine" });

  expect(service.received.map(({ headers }) => headers["idempotency-key"])).toEqual(["mine", "mine"]);
});

test("a first attempt that is still under way is waited for", async () => {
  const busy = refusal("IDEMPOTENCY_IN_PROGRESS", { headers: { "retry-after": "0" } });
  const service = await fakeService(busy, result({ id: 1 }));

  await mutate(service, { name: "ci" });

  expect(service.received).toHaveLength(2);
});

test.each([refusal("IDEMPOTENCY_KEY_REUSED"), refusal("CONFLICT"), refusal("VALIDATION_FAILED")])(
  "a mutation that is refused for good is sent once: %o",
  async (answer) => {
    const service = await fakeService(answer);

    await errorOf(mutate(service, { name: "ci" }));

    expect(service.received).toHaveLength(1);
  },
);

test.each(["", "two words", "a".repeat(256), "é"])(
  "the key %j is refused before anything is sent",
  async (key) => {
    const service = await fakeService(result({ id: 1 }));

    await expect(mutate(service, {}, { idempotencyKey: key })).rejects.toThrow(TypeError);
    expect(service.received).toHaveLength(0);
  },
);

test("a key among a call's headers counts as one of the caller's own", async () => {
  const service = await fakeService({ status: 502, body: "" }, result({ id: 1 }));

  await mutate(service, {}, { headers: { "Idempotency-Key": "mine" } });

  expect(service.received.map(({ headers }) => headers["idempotency-key"])).toEqual(["mine", "mine"]);
});

test("an answer that was given before is told as such", async () => {
  const service = await fakeService(result({ rows: [], nextCursor: null }), {
    ...PAGE,
    headers: { "idempotency-replayed": "true" },
  });
  const { audit } = clientOf(service);

  expect((await audit.list.query({}).withResponse()).response.isReplay).toBe(false);
  expect((await audit.list.query({}).withResponse()).response.isReplay).toBe(true);
});
