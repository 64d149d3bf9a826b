import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMemoryLimiter } from "../../../server/src/limits/memory-limiter.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a key has its requests, and each counts until it is a minute old", async () => {
  const limiter = createMemoryLimiter({ limit: 2 });

  expect(await limiter.take("a", 1)).toEqual({
    isAllowed: true,
    limit: 2,
    remaining: 1,
    requests: 1,
    resetSeconds: 60,
  });
  vi.advanceTimersByTime(29_500);
  expect(await limiter.take("a", 1)).toMatchObject({ isAllowed: true, remaining: 0, resetSeconds: 31 });
  expect(await limiter.take("a", 1)).toMatchObject({ isAllowed: false, remaining: 0, requests: 3 });
  expect(await limiter.take("b", 1)).toMatchObject({ isAllowed: true });

  vi.advanceTimersByTime(30_500);
  expect(await limiter.take("a", 1)).toMatchObject({ isAllowed: true, remaining: 0, resetSeconds: 30 });
  expect(await limiter.take("a", 1)).toMatchObject({ isAllowed: false, resetSeconds: 30 });
});

test("a look costs nothing", async () => {
  const limiter = createMemoryLimiter({ limit: 1 });

  expect(await limiter.take("a", 0)).toMatchObject({ isAllowed: true, remaining: 1 });
  expect(await limiter.take("a", 1)).toMatchObject({ isAllowed: true, remaining: 0 });
  expect(await limiter.take("a", 0)).toMatchObject({ remaining: 0 });
});

test("a limit that changes counts from the next request on, with what was counted before", async () => {
  let limit = 2;
  const limiter = createMemoryLimiter({ limit: () => limit });
  await limiter.take("token:1", 3);
  limit = 5;

  const wider = await limiter.take("token:1", 1);
  limit = 1;
  const narrower = await limiter.take("token:1", 1);

  expect(wider).toMatchObject({ isAllowed: true, limit: 5, remaining: 1 });
  expect(narrower).toMatchObject({ isAllowed: false, limit: 1, remaining: 0 });
  expect(limiter.limit).toBe(1);
});

test("what costs more than is left is refused whole", async () => {
  const limiter = createMemoryLimiter({ limit: 10 });

  expect(await limiter.take("a", 9)).toMatchObject({ isAllowed: true, remaining: 1 });
  expect(await limiter.take("a", 2)).toMatchObject({ isAllowed: false, remaining: 0, requests: 11 });
});

test("keys with names of Object are keys like others", async () => {
  const limiter = createMemoryLimiter({ limit: 1 });
  for (const key of ["__proto__", "constructor", "toString"]) {
    expect(await limiter.take(key, 1)).toMatchObject({ isAllowed: true });
    expect(await limiter.take(key, 1)).toMatchObject({ isAllowed: false });
  }
});

test("of too many keys those unseen for longest are forgotten", async () => {
  const limiter = createMemoryLimiter({ limit: 1, maxKeys: 10 });
  await limiter.take("busy", 1);
  for (let key = 0; key < 100; key += 1) {
    await limiter.take(`address-${key}`, 1);
    await limiter.take("busy", 1);
  }

  expect(await limiter.take("busy", 1)).toMatchObject({ isAllowed: false });
  expect(await limiter.take("address-0", 1)).toMatchObject({ isAllowed: true });
  expect(vi.getTimerCount()).toBe(0);
});
