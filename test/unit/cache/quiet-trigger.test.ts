import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createQuietTrigger } from "../../../server/src/cache/quiet-trigger.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

test("many wishes in a row are one round, after a while of quiet", async () => {
  let rounds = 0;
  const trigger = createQuietTrigger(async () => void rounds++, { quietMs: 2_000, patienceMs: 60_000 });

  for (let hour = 0; hour < 10; hour++) {
    trigger.want();
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
  const trigger = createQuietTrigger(round, { quietMs: 2_000, patienceMs: 60_000 });

  trigger.now();
  trigger.now();
  const atOnce = rounds;
  resolve();
  await vi.advanceTimersByTimeAsync(10_000);

  expect([atOnce, rounds]).toEqual([1, 1]);
});

test("a backfill that never falls quiet gets a round now and then", async () => {
  let rounds = 0;
  const trigger = createQuietTrigger(async () => void rounds++, { quietMs: 2_000, patienceMs: 60_000 });

  for (let hour = 0; hour < 150; hour++) {
    trigger.want();
    await vi.advanceTimersByTimeAsync(1_000);
  }

  expect(rounds).toBe(2);
});

test("what is wanted during a round gets a round of its own, and none after the end", async () => {
  let rounds = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const trigger = createQuietTrigger(
    async () => {
      rounds++;
      await promise;
    },
    { quietMs: 10, patienceMs: 100 },
  );
  trigger.want();
  await vi.advanceTimersByTimeAsync(10);
  trigger.want();
  await vi.advanceTimersByTimeAsync(1_000);
  const during = rounds;

  resolve();
  await vi.advanceTimersByTimeAsync(10);
  await trigger.stop();
  trigger.want();
  await vi.advanceTimersByTimeAsync(1_000);

  expect([during, rounds]).toEqual([1, 2]);
});
