import { expect, test, vi } from "vitest";
import { type WarmingQuestion, warmOnce } from "../../../server/src/cache/warming.ts";
import { cacheUnderTest } from "./cache-under-test.ts";

async function warm(questions: () => Promise<readonly WarmingQuestion[]>) {
  const { cache, metricOf } = cacheUnderTest();
  const events: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const note = (event: string, fields: Readonly<Record<string, unknown>>): void =>
    void events.push({ event, fields });
  const outcome = await warmOnce({ questions, metrics: cache.metrics, log: { info: note, warn: note } });
  return { outcome, events, metricOf };
}

test("all questions asked: complete", async () => {
  let asked = 0;
  const ask = async (): Promise<void> => void asked++;

  const { outcome, events, metricOf } = await warm(async () => [ask, ask, ask]);

  expect(outcome).toBe("complete");
  expect(asked).toBe(3);
  expect(events.map(({ event }) => event)).toEqual(["cache_warming.start", "cache_warming.complete"]);
  expect(await metricOf("kubecent_cache_warmings_total", { outcome: "complete" })).toBe(1);
});

const fail = (): Promise<never> => Promise.reject(new Error("the database is away"));

test("one of them failed: failed, and never complete, but the others were asked", async () => {
  let asked = 0;
  const ask = async (): Promise<void> => void asked++;

  const { outcome, events } = await warm(async () => [ask, fail, ask]);

  expect(outcome).toBe("failed");
  expect(asked).toBe(2);
  expect(events.map(({ event }) => event)).toEqual(["cache_warming.start", "cache_warming.failed"]);
  expect(events[1]?.fields).toMatchObject({ questions: 3, failed: 1, errors: ["the database is away"] });
});

test("not even the questions could be told: failed", async () => {
  const { outcome, events } = await warm(() => Promise.reject(new Error("away")));

  expect(outcome).toBe("failed");
  expect(events.map(({ event }) => event)).toEqual(["cache_warming.failed"]);
});

test("two are asked at a time, and no more", async () => {
  const running = { now: 0, most: 0 };
  const { promise, resolve } = Promise.withResolvers<void>();
  const ask = async (): Promise<void> => {
    running.most = Math.max(running.most, ++running.now);
    await promise;
    running.now--;
  };

  const warming = warm(async () => Array.from({ length: 8 }, () => ask));
  await vi.waitFor(() => expect(running.now).toBe(2));
  resolve();
  await warming;

  expect(running.most).toBe(2);
});
