import { afterAll, beforeAll, expect, test } from "vitest";
import { bodyOf, factsOf } from "../../unit/http/edge.ts";
import { type ChangingService, startChangingService } from "./changing-service.ts";

let service: ChangingService;

beforeAll(async () => {
  service = await startChangingService();
});
afterAll(() => service.close());

const INPUT = { subject: "oidc:eve" };

const revoke = (key: string | string[]) =>
  service.post("/api/v1/access/revocations", INPUT, { "idempotency-key": key });

test.each(["a", "~".repeat(255), '"quoted"', "8e03978e-40d5-43dd-bc93-6894a57f9324", "a,b"])(
  "%s is a key",
  async (key) => {
    expect((await revoke(key)).status).toBe(200);
  },
);

test.each([
  { key: "", why: "1 to 255 visible ASCII characters" },
  { key: "a".repeat(256), why: "1 to 255 visible ASCII characters" },
  { key: "two words", why: "1 to 255 visible ASCII characters" },
  { key: "clé", why: "1 to 255 visible ASCII characters" },
  { key: ["one", "two"], why: "found 2 of these headers" },
  { key: ["one", "one"], why: "found 2 of these headers" },
])("$key is refused", async ({ key, why }) => {
  const reply = await revoke(key);

  expect(reply.status).toBe(422);
  expect(bodyOf(reply)).toMatchObject({
    code: "VALIDATION_FAILED",
    message: expect.stringContaining(why),
    details: [{ field: "Idempotency-Key", type: "idempotency_key" }],
  });
});

test("a batch of one call may have a key, one of several may not", async () => {
  const headers = { "idempotency-key": "batch" };
  const one = await service.post("/api/trpc/access.revocations.create?batch=1", { 0: INPUT }, headers);
  const again = await service.post("/api/trpc/access.revocations.create?batch=1", { 0: INPUT }, headers);
  const calls = "access.revocations.create,access.revocations.create";
  const two = await service.post(`/api/trpc/${calls}?batch=1`, { 0: INPUT, 1: INPUT }, headers);

  expect(one.status).toBe(200);
  expect(again).toMatchObject({ text: one.text, headers: { "idempotency-replayed": "true" } });
  expect(two.status).toBe(422);
  expect(two.text).toContain("found a batch of 2 calls, wanted one call");
});

test("a key means nothing to a question", async () => {
  const reply = await service.edge.ask("/api/v1/access/revocations", {
    headers: { "idempotency-key": "two words" },
  });

  expect(reply.status).toBe(200);
});

test("a stranger hears of the missing token, not of the key", async () => {
  const reply = await service.edge.ask("/api/trpc/access.revocations.create", {
    method: "POST",
    token: null,
    headers: { "content-type": "application/json", "idempotency-key": "two words" },
    body: JSON.stringify(INPUT),
  });

  expect(factsOf(reply)).toMatchObject({ httpStatus: 401, code: "TOKEN_MISSING" });
});

test("a page of another origin may send keys, and read whether its answer is a repeat", async () => {
  const headers = { origin: "http://localhost:3000", "access-control-request-method": "POST" };
  const reply = await service.edge.ask("/api/v1/access/revocations", { method: "OPTIONS", headers });

  expect(reply.headers["access-control-allow-headers"]).toContain("Idempotency-Key");
  expect(reply.headers["access-control-expose-headers"]).toContain("Idempotency-Replayed");
});
