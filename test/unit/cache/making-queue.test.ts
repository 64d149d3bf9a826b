import { expect, test, vi } from "vitest";
import { createMakingQueue, type MakingQueue } from "../../../server/src/cache/making-queue.ts";

/** Begins `count` efforts that end together, when they are told to. */
function begin(queue: MakingQueue, count: number) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const running = { now: 0, most: 0 };
  const efforts = Array.from({ length: count }, () =>
    queue.run(async () => {
      running.most = Math.max(running.most, ++running.now);
      const result = await promise;
      running.now--;
      return result;
    }),
  );
  return { efforts, running, finish: () => resolve("done") };
}

test.each([2, 3, 5])("never more than %i run at a time, and all of them get through", async (atATime) => {
  const queue = createMakingQueue(atATime, 100);
  const { efforts, running, finish } = begin(queue, 30);
  await vi.waitFor(() => expect(queue.running).toBe(atATime));

  finish();
  const results = await Promise.all(efforts);

  expect(results).toHaveLength(30);
  expect(running.most).toBe(atATime);
  expect({ running: queue.running, waiting: queue.waiting }).toEqual({ running: 0, waiting: 0 });
});

test("who comes when too many wait is turned away at once, with a time to come again", async () => {
  const queue = createMakingQueue(2, 3);
  const { efforts, finish } = begin(queue, 4);
  await vi.waitFor(() =>
    expect({ running: queue.running, waiting: queue.waiting }).toEqual({ running: 2, waiting: 2 }),
  );
  const last = queue.run(() => Promise.resolve("last"));

  const refused = queue.run(() => Promise.resolve("never"));

  await expect(refused).rejects.toMatchObject({ code: "OVERLOADED", retryAfterSeconds: 2 });
  finish();
  expect(await Promise.all([...efforts, last])).toEqual(["done", "done", "done", "done", "last"]);
});

test("a flood in one moment is bounded too", async () => {
  const queue = createMakingQueue(4, 10);
  const { efforts, finish } = begin(queue, 500);
  finish();

  const outcomes = await Promise.allSettled(efforts);

  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(12);
});

const fail = (): Promise<never> => Promise.reject(new Error("no"));

test("a failure frees its place", async () => {
  const queue = createMakingQueue(2, 2);

  await Promise.allSettled([queue.run(fail), queue.run(fail), queue.run(fail)]);

  await expect(queue.run(() => Promise.resolve("yes"))).resolves.toBe("yes");
  expect(queue.running).toBe(0);
});
