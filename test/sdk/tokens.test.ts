import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { clientOf, errorOf } from "./client-of.ts";
import { fakeService, refusal, result } from "./fake-service.ts";

const PAGE = result({ rows: [], nextCursor: null });

function forever(): Promise<never> {
  return new Promise(() => undefined);
}

async function late(): Promise<string> {
  await pause(150);
  return "kc_late";
}

function counter(): () => string {
  let asked = 0;
  return () => {
    asked += 1;
    return `kc_${asked}`;
  };
}

test("a token function is asked before every attempt", async () => {
  const service = await fakeService(refusal("INTERNAL"), refusal("INTERNAL"), PAGE);

  await clientOf(service, { token: counter() }).cost.pods.query({});

  const tokens = service.received.map(({ headers }) => headers.authorization);
  expect(tokens).toEqual(["Bearer kc_1", "Bearer kc_2", "Bearer kc_3"]);
});

test("after a 401 a token function is asked once more, even without retries", async () => {
  const service = await fakeService(refusal("TOKEN_INVALID"), PAGE);
  const token = counter();

  await clientOf(service, { token: async () => token(), maxRetries: 0 }).cost.pods.query({});

  expect(service.received.map(({ headers }) => headers.authorization)).toEqual([
    "Bearer kc_1",
    "Bearer kc_2",
  ]);
});

test("a second 401 is final", async () => {
  const service = await fakeService(refusal("TOKEN_INVALID"));

  const error = await errorOf(clientOf(service, { token: counter() }).cost.pods.query({}));

  expect(error).toMatchObject({ status: 401, code: "TOKEN_INVALID", attempts: 2 });
});

test("a 401 to a fixed token is final at once", async () => {
  const service = await fakeService(refusal("TOKEN_INVALID"));

  expect(await errorOf(clientOf(service).cost.pods.query({}))).toMatchObject({ status: 401, attempts: 1 });
});

test("a token out of a file may end with a newline", async () => {
  const service = await fakeService(PAGE);

  await clientOf(service, { token: () => "kc_file\n" }).cost.pods.query({});

  expect(service.received[0]?.headers.authorization).toBe("Bearer kc_file");
});

test("what a token function throws reaches the caller as it is, and nothing is sent", async () => {
  const service = await fakeService(PAGE);
  const cause = new Error("vault is sealed");
  const token = (): Promise<string> => Promise.reject(cause);

  await expect(clientOf(service, { token }).cost.pods.query({})).rejects.toBe(cause);
  expect(service.received).toEqual([]);
});

test("what no header can hold is refused without being shown", async () => {
  const service = await fakeService(PAGE);
  const call = clientOf(service, { token: () => "kc_secret\nx: 1" }).cost.pods.query({});

  await expect(call).rejects.toThrow(/^token: (?!.*secret)/);
});

test("a token that comes too late is not sent", async () => {
  const service = await fakeService(PAGE);
  const error = await errorOf(
    clientOf(service, { token: late, timeoutMs: 50, maxRetries: 0 }).cost.pods.query({}),
  );
  await pause(200);

  expect(error.kind).toBe("timeout");
  expect(service.received).toEqual([]);
});

test("a token function that hangs is a timeout", async () => {
  const client = clientOf({ url: "http://localhost" }, { token: forever, timeoutMs: 50, maxRetries: 0 });

  expect((await errorOf(client.cost.pods.query({}))).kind).toBe("timeout");
});
