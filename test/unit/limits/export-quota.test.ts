import { expect, test } from "vitest";
import { createExportQuota } from "../../../server/src/limits/export-quota.ts";
import { createMemoryLimiter } from "../../../server/src/limits/memory-limiter.ts";

function quotaOf(perHour: number, maxAtATime: number) {
  const exports = createMemoryLimiter({ limit: perHour, windowSeconds: 3_600 });
  return createExportQuota({ exports, maxAtATime });
}

test("the sixth export at a time is refused, and gets in when one is through", async () => {
  const quota = quotaOf(100, 5);
  const running = await Promise.all([1, 2, 3, 4, 5].map(() => quota.begin("token:1")));

  await expect(quota.begin("token:1")).rejects.toMatchObject({ code: "RATE_LIMITED", retryAfterSeconds: 5 });
  await expect(quota.begin("token:2")).resolves.toBeTypeOf("function");
  running[0]?.();
  running[0]?.();

  await expect(quota.begin("token:1")).resolves.toBeTypeOf("function");
  await expect(quota.begin("token:1")).rejects.toMatchObject({ code: "RATE_LIMITED" });
});

test("more exports than the quota are refused until an hour has passed, and take no place", async () => {
  const quota = quotaOf(2, 1);
  const endFirst = await quota.begin("a");
  endFirst();
  const endSecond = await quota.begin("a");
  endSecond();

  await expect(quota.begin("a")).rejects.toMatchObject({
    code: "RATE_LIMITED",
    message: "The limit is 2 exports in 3600 s. Try again in 3600 s.",
    retryAfterSeconds: 3_600,
  });
  await expect(quota.begin("b")).resolves.toBeTypeOf("function");
});

test("a count that cannot be taken gives the place back", async () => {
  const exports = createMemoryLimiter({ limit: 1 });
  let fails = true;
  const quota = createExportQuota({
    maxAtATime: 1,
    exports: {
      limit: 1,
      windowSeconds: 60,
      take: (key, cost) => (fails ? Promise.reject(new Error("away")) : exports.take(key, cost)),
    },
  });

  await expect(quota.begin("a")).rejects.toThrow("away");
  fails = false;

  await expect(quota.begin("a")).resolves.toBeTypeOf("function");
});
