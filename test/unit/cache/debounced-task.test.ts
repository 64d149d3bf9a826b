import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createDebouncedTask } from "../../../server/src/cache/debounced-task.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

test("many wishes in a row are one round, after a while of quiet", async () => {
  let rounds = 0;
  const task = createDebouncedTask(async () => void rounds++, { quietMs: 2_000, maxWaitMs: 60_000 });

  for (let hour = 0; hour < 10; hour++) {
    task.runSoon();
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const during = rounds;
  await vi.advanceTimersByTimeAsync(2_000);

  expect([during, rounds]).toEqual([0, 1]);
});

test("what is wanted at once does not wait for quiet, and does not run beside another round", async () => {
  let rounds = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const round = async (): Promise<void> => {
    rounds++;
    await promise;
  };
  const task = createDebouncedTask(round, { quietMs: 2_000, maxWaitMs: 60_000 });

  task.runNow();
  task.runNow();
  const atOnce = rounds;
  resolve();
  await vi.advanceTimersByTimeAsync(10_000);

  expect([atOnce, rounds]).toEqual([1, 1]);
});

test("a backfill that never falls quiet gets a round now and then", async () => {
  let rounds = 0;
  const task = createDebouncedTask(async () => void rounds++, { quietMs: 2_000, maxWaitMs: 60_000 });

  for (let hour = 0; hour < 150; hour++) {
    task.runSoon();
    await vi.advanceTimersByTimeAsync(1_000);
  }

  expect(rounds).toBe(2);
});

test("what is wanted during a round gets a round of its own, and none after the end", async () => {
  let rounds = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const task = createDebouncedTask(
    async () => {
      rounds++;
      await promise;
    },
    { quietMs: 10, maxWaitMs: 100 },
  );
  task.runSoon();
  await vi.advanceTimersByTimeAsync(10);
  task.runSoon();
  await vi.advanceTimersByTimeAsync(1_000);
  const during = rounds;

  resolve();
  await vi.advanceTimersByTimeAsync(10);
  await task.stop();
  task.runSoon();
  await vi.advanceTimersByTimeAsync(1_000);

  expect([during, rounds]).toEqual([1, 2]);
});
