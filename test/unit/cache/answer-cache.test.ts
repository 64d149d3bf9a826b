import { MINUTE_MS } from "@kubecent/shared";
import { expect, test, vi } from "vitest";
import type { CacheQuestion } from "../../../server/src/cache/answer-cache.ts";
import { cacheUnderTest, QUESTION, TTL_MS } from "./cache-under-test.ts";

test("the second who asks gets what the first one got", async () => {
  const { ask, make, metricOf } = cacheUnderTest();

  const answers = [await ask(), await ask()];

  expect(answers).toEqual(["answer 1 of version 1", "answer 1 of version 1"]);
  expect(make).toHaveBeenCalledTimes(1);
  expect(await metricOf("kubecent_cache_misses_total")).toBe(1);
  expect(await metricOf("kubecent_cache_hits_total", { layer: "memory", state: "fresh" })).toBe(1);
});

test("a hundred who ask at the same time cause one effort", async () => {
  const { ask, make, metricOf } = cacheUnderTest();

  const answers = await Promise.all(Array.from({ length: 100 }, () => ask()));

  expect(new Set(answers)).toEqual(new Set(["answer 1 of version 1"]));
  expect(make).toHaveBeenCalledTimes(1);
  expect(await metricOf("kubecent_cache_hits_total", { layer: "flight" })).toBe(99);
});

test.each([
  { what: "input", more: { inputHash: "other" } },
  { what: "window", more: { time: "1-25-25" } },
  { what: "scope", more: { scope: "shop" } },
  { what: "procedure", more: { procedure: "cost.pods" } },
])("another $what is another answer", async ({ more }) => {
  const { ask } = cacheUnderTest();
  await ask();

  expect(await ask(more)).toBe("answer 2 of version 1");
  expect(await ask()).toBe("answer 1 of version 1");
});

test("new data is never hidden by an old answer, not even by a stale one", async () => {
  const { ask, state, cache } = cacheUnderTest();
  await ask();

  state.dataVersion = 2n;
  cache.versions.expire();

  expect(cache.freshInMemory(QUESTION)).toBeUndefined();
  expect(await ask()).toBe("answer 2 of version 2");
});

test("once it is no longer fresh it is sent while one new answer is being made", async () => {
  const { ask, state, make, metricOf } = cacheUnderTest();
  await ask();
  state.nowMs += TTL_MS;

  const stale = await Promise.all([ask(), ask(), ask()]);
  await vi.waitFor(async () => expect(await ask()).toBe("answer 2 of version 1"));

  expect(stale).toEqual(["answer 1 of version 1", "answer 1 of version 1", "answer 1 of version 1"]);
  expect(make).toHaveBeenCalledTimes(2);
  expect(await metricOf("kubecent_cache_hits_total", { state: "stale" })).toBe(3);
});

test("an answer that is too old for that is waited for", async () => {
  const { ask, state } = cacheUnderTest();
  await ask();

  state.nowMs += 2 * TTL_MS;

  expect(await ask()).toBe("answer 2 of version 1");
});

test("when the new answer cannot be made, the stale one holds until it is too old", async () => {
  const { ask, state, make } = cacheUnderTest();
  await ask();
  make.mockRejectedValue(new Error("down"));

  state.nowMs += TTL_MS;
  const stale = await ask();
  state.nowMs += TTL_MS;

  expect(stale).toBe("answer 1 of version 1");
  await expect(ask()).rejects.toThrow("down");
});

test("a failure is not kept", async () => {
  const { ask, make, table } = cacheUnderTest();
  make.mockRejectedValueOnce(new Error("down"));

  await expect(ask()).rejects.toThrow("down");

  expect(table.size).toBe(0);
  expect(await ask()).toBe("answer 1 of version 1");
});

test("an answer from newer data than was known is kept for that data", async () => {
  const { ask, state } = cacheUnderTest();
  await ask({ inputHash: "so that version 1 is known" });
  state.dataVersion = 2n;

  const first = await ask();
  const second = await ask();

  expect(first).toBe("answer 2 of version 2");
  expect(second).toBe(first);
});

test("an answer from a replica that lags behind is not kept for the newer data", async () => {
  const { ask, make } = cacheUnderTest();
  make.mockResolvedValueOnce({ body: Buffer.from("old"), dataVersion: "an older one" });

  const first = await ask();
  const second = await ask();

  expect(first).toBe("old");
  expect(second).toBe("answer 1 of version 1");
});

test("what one process has made another one finds in the table", async () => {
  const first = cacheUnderTest();
  const second = cacheUnderTest(first.table);
  await first.ask();

  const found = await second.ask();
  const again = await second.ask();

  expect([found, again]).toEqual(["answer 1 of version 1", "answer 1 of version 1"]);
  expect(second.make).not.toHaveBeenCalled();
  expect(await second.metricOf("kubecent_cache_hits_total", { layer: "database" })).toBe(1);
  expect(await second.metricOf("kubecent_cache_hits_total", { layer: "memory" })).toBe(1);
});

test("what was made fast does not go into the table, what took its time does", async () => {
  const { ask, make, state, table } = cacheUnderTest(new Map(), 50);
  const taking = (ms: number): void =>
    void make.mockImplementationOnce(async () => {
      state.nowMs += ms;
      return { body: Buffer.from("{}"), dataVersion: "1" };
    });

  taking(49);
  await ask({ inputHash: "short" });
  expect(table.size).toBe(0);

  taking(50);
  await ask({ inputHash: "long" });
  expect(table.size).toBe(1);
});

test("what is good for a minute does not go into the table", async () => {
  const { ask, table, make } = cacheUnderTest();

  await ask({ endsNow: true });
  await ask({ endsNow: true });

  expect(make).toHaveBeenCalledTimes(1);
  expect(table.size).toBe(0);
});

test("what ends now is fresh for a minute at most, whatever the settings say", async () => {
  const { ask, cache, state } = cacheUnderTest();
  const freshAfter = async (ms: number, question: CacheQuestion): Promise<boolean> => {
    state.nowMs += ms;
    await cache.versions.current();
    return cache.freshInMemory(question) !== undefined;
  };
  const question = { ...QUESTION, endsNow: true };
  await ask({ endsNow: true });
  await ask({ time: "another" });

  expect(await freshAfter(0.9 * MINUTE_MS - 1, question)).toBe(true);
  expect(await freshAfter(0.1 * MINUTE_MS + 1, question)).toBe(false);
  expect(await freshAfter(0, { ...QUESTION, time: "another" })).toBe(true);
});

test("an answer at hand is found without making one, as long as it is fresh", async () => {
  const { ask, cache, state, make } = cacheUnderTest();
  const before = cache.freshInMemory(QUESTION);
  await ask();

  const fresh = cache.freshInMemory(QUESTION);
  state.nowMs += TTL_MS;
  const stale = cache.freshInMemory(QUESTION);

  expect([before, stale]).toEqual([undefined, undefined]);
  expect(fresh?.body.toString()).toBe("answer 1 of version 1");
  expect(make).toHaveBeenCalledTimes(1);
});

test("after clearing, everything is made anew", async () => {
  const { ask, cache, table } = cacheUnderTest();
  await ask();

  await cache.clear();

  expect(table.size).toBe(0);
  expect(await ask()).toBe("answer 2 of version 1");
});
