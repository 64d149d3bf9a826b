import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMemoryLimiter } from "../../../server/src/limits/memory-limiter.ts";
import {
  createSharedLimiter,
  type SharedLimiter,
  type SharedSpending,
  type SharedWindows,
} from "../../../server/src/limits/shared-limiter.ts";
import type { Spent } from "../../../server/src/limits/sliding-window.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A store of counts that can go away, stand still, and lose what it knew. */
class FakeStore implements SharedWindows {
  questions = 0;
  mode: "up" | "down" | "hung" = "up";
  #era = 1;
  #counts = createMemoryLimiter({ limit: 100 });

  async spend({ caller, cost }: SharedSpending): Promise<Spent & { era: string }> {
    this.questions += 1;
    if (this.mode === "down") throw new Error("connect ECONNREFUSED 127.0.0.1:5432");
    if (this.mode === "hung") await new Promise(() => undefined);
    const { isAllowed, requests, resetSeconds } = await this.#counts.take(caller, cost);
    return { isAllowed, used: requests, resetMs: resetSeconds * 1_000, era: String(this.#era) };
  }

  restart(): void {
    this.mode = "up";
    this.#era += 1;
    this.#counts = createMemoryLimiter({ limit: 100 });
  }
}

function replicaOf(store: FakeStore, replicas: number): { limiter: SharedLimiter; changes: string[] } {
  const changes: string[] = [];
  const limiter = createSharedLimiter({
    windows: store,
    limit: 100,
    replicas: () => replicas,
    onStoreChange: (state) => void changes.push(state),
  });
  return { limiter, changes };
}

async function allowedOf(limiters: readonly SharedLimiter[], requests: number): Promise<number> {
  let allowed = 0;
  for (let asked = 0; asked < requests; asked++) {
    const decision = await limiters[asked % limiters.length]?.take("token:1", 1);
    if (decision?.isAllowed) allowed++;
  }
  return allowed;
}

test("two replicas let one limit through together", async () => {
  const store = new FakeStore();
  const replicas = [replicaOf(store, 2).limiter, replicaOf(store, 2).limiter];

  expect(await allowedOf(replicas, 150)).toBe(100);
});

test("a flood of who has used up the limit asks the store nothing until they may ask again", async () => {
  const store = new FakeStore();
  const { limiter } = replicaOf(store, 1);
  await allowedOf([limiter], 101);
  const { questions } = store;

  await allowedOf([limiter], 1_000);
  vi.advanceTimersByTime(20_000);
  const refused = await limiter.take("token:1", 1);

  expect(store.questions).toBe(questions);
  expect(refused).toMatchObject({ isAllowed: false, remaining: 0, resetSeconds: 40 });
  vi.advanceTimersByTime(40_000);
  expect(await limiter.take("token:1", 1)).toMatchObject({ isAllowed: true });
});

test("without the store the replicas let their shares of one limit through, and say so once", async () => {
  const store = new FakeStore();
  const first = replicaOf(store, 2);
  const second = replicaOf(store, 2);
  expect(await allowedOf([first.limiter, second.limiter], 60)).toBe(60);
  store.mode = "down";

  expect(await allowedOf([first.limiter, second.limiter], 300)).toBe(100);
  expect(first.changes).toEqual(["down"]);
  expect(first.limiter.isStoreDown()).toBe(true);
  expect(await first.limiter.take("token:2", 1)).toMatchObject({ limit: 50, remaining: 49 });
});

test("a store that is away is asked by one request in two seconds, one that stands still holds up that one", async () => {
  const store = new FakeStore();
  const { limiter } = replicaOf(store, 1);
  store.mode = "hung";
  const first = limiter.take("a", 1);
  await vi.advanceTimersByTimeAsync(500);
  expect(await first).toMatchObject({ isAllowed: true });
  const { questions } = store;

  await Promise.all(Array.from({ length: 50 }, async () => limiter.take("b", 1)));
  expect(store.questions).toBe(questions);

  vi.advanceTimersByTime(2_000);
  const probe = limiter.take("b", 1);
  await Promise.all(Array.from({ length: 20 }, async () => limiter.take("c", 1)));
  expect(store.questions).toBe(questions + 1);
  await vi.advanceTimersByTimeAsync(500);
  await probe;
});

test("a store that was away and kept its counts is relied on at once", async () => {
  const store = new FakeStore();
  const { limiter, changes } = replicaOf(store, 2);
  await limiter.take("token:1", 10);
  store.mode = "down";
  await limiter.take("token:1", 1);
  store.mode = "up";
  vi.advanceTimersByTime(2_000);

  expect(await limiter.take("token:1", 1)).toMatchObject({ isAllowed: true, limit: 100, remaining: 89 });
  expect(changes).toEqual(["down", "up"]);
});

test("no minute lets more than twice the limit through, although the store loses its counts in it", async () => {
  const store = new FakeStore();
  const replicas = [replicaOf(store, 2).limiter, replicaOf(store, 2).limiter];
  let allowed = await allowedOf(replicas, 150);
  store.mode = "down";
  allowed += await allowedOf(replicas, 150);
  vi.advanceTimersByTime(10_000);
  store.restart();
  allowed += await allowedOf(replicas, 300);
  vi.advanceTimersByTime(20_000);
  allowed += await allowedOf(replicas, 300);

  expect(allowed).toBeLessThanOrEqual(200);
  vi.advanceTimersByTime(61_000);
  expect(await allowedOf(replicas, 150)).toBe(100);
});
