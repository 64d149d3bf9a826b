import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createHourTurns, type HourTurns } from "../../../../server/src/collector/turns/hour-turns.ts";

const NEVER = new AbortController().signal;
const USUAL = { rowCount: 5_000 };
/** Room for one hour, and for one more that waits. */
const ONE = { roomRows: 5_000, patientRows: 5_000 };

function untilAborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(false), { once: true }));
}

/** Patience that ends when the test says so, for the hours that run then. */
function endablePatience(): { patience: (signal: AbortSignal) => Promise<boolean>; end: () => void } {
  const ends = new Set<() => void>();
  return {
    patience: (signal) =>
      Promise.race([untilAborted(signal), new Promise<true>((resolve) => ends.add(() => resolve(true)))]),
    end: () => {
      for (const end of ends) end();
      ends.clear();
    },
  };
}

/** An hour of a cluster whose source answers when the test lets it. */
function startHour(turns: HourTurns, clusterId: number, signal: AbortSignal = NEVER, collected = USUAL) {
  const answered = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const done = turns.run({ clusterId, isLive: true, signal }, async (onObserved) => {
    begun.resolve();
    await answered.promise;
    onObserved();
    return collected;
  });
  return { begun: begun.promise, done, answer: () => answered.resolve(), fail: answered.reject };
}

test("an hour whose source is slow gives its turn to the next one, and the next hours of its cluster wait apart", async () => {
  const { patience, end } = endablePatience();
  const turns = createHourTurns({ ...ONE, patience });
  const slow = startHour(turns, 1);
  await slow.begun;
  const quick = startHour(turns, 2);
  end();
  await quick.begun;

  const slowToo = startHour(turns, 1);
  quick.answer();
  await quick.done;
  const third = startHour(turns, 3);
  await third.begun;
  third.answer();
  await third.done;
  slow.answer();
  await slow.done;
  await slowToo.begun;
  slowToo.answer();

  await expect(slowToo.done).resolves.toEqual(USUAL);
});

test("a cluster whose hour was collected in time is among the others again", async () => {
  const turns = createHourTurns({ ...ONE, patience: untilAborted });
  const failing = startHour(turns, 1);
  failing.fail(new Error("the source answered 500"));
  await expect(failing.done).rejects.toThrow("500");
  const apart = startHour(turns, 1);
  const usual = startHour(turns, 2);
  await Promise.all([apart.begun, usual.begun]);
  apart.answer();
  usual.answer();
  await Promise.all([apart.done, usual.done]);

  const blocking = startHour(turns, 2);
  await blocking.begun;
  const back = startHour(turns, 1);
  let hasBegun = false;
  void back.begun.then(() => (hasBegun = true));
  await new Promise(setImmediate);

  expect(hasBegun).toBe(false);
  blocking.answer();
  await back.begun;
  back.answer();
  await back.done;
});

test("an hour too large for those that are slow keeps its turn, so that no other of its size is in memory with it", async () => {
  const large = { rowCount: 8_000 };
  const { patience, end } = endablePatience();
  const turns = createHourTurns({ roomRows: 10_000, patientRows: 5_000, patience });
  const first = startHour(turns, 1, NEVER, large);
  await first.begun;
  first.answer();
  await first.done;

  const slow = startHour(turns, 1, NEVER, large);
  await slow.begun;
  const next = startHour(turns, 1, NEVER, large);
  let hasBegun = false;
  void next.begun.then(() => (hasBegun = true));
  end();
  await new Promise(setImmediate);

  expect(hasBegun).toBe(false);
  slow.answer();
  await next.begun;
  next.answer();
  await expect(next.done).resolves.toEqual(large);
});

test("hours that wait end when they are told to stop", async () => {
  const turns = createHourTurns({ ...ONE, patience: untilAborted });
  const stopping = new AbortController();
  const running = startHour(turns, 1, stopping.signal);
  await running.begun;
  const waiting = [2, 3].map((clusterId) => startHour(turns, clusterId, stopping.signal));

  stopping.abort(new Error("stopping"));
  running.fail(new Error("stopping"));

  const ends = await Promise.allSettled([running, ...waiting].map(({ done }) => done));
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  const next = startHour(turns, 4);
  await next.begun;
  next.answer();
  await next.done;
});

test("whatever becomes of hours, each has its turn, and none of their rows stay taken", async () => {
  const hours = fc.array(
    fc.record({
      clusterId: fc.integer({ min: 1, max: 4 }),
      isLive: fc.boolean(),
      rowCount: fc.integer({ min: 0, max: 9_000 }),
      fate: fc.constantFrom("quick", "slow", "failing"),
    }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(hours, async (wanted) => {
      const turns = createHourTurns({
        roomRows: 6_000,
        patientRows: 3_000,
        patience: () => Promise.resolve(true),
      });
      let underWay = 0;
      let most = 0;
      const ends = wanted.map(({ clusterId, isLive, rowCount, fate }) =>
        turns.run({ clusterId, isLive, signal: NEVER }, async (onObserved) => {
          most = Math.max(most, ++underWay);
          if (fate === "quick") onObserved();
          await new Promise(setImmediate);
          underWay--;
          if (fate === "failing") throw new Error("failing");
          return { rowCount };
        }),
      );

      const outcomes = (await Promise.allSettled(ends)).map(({ status }) => status);

      expect(outcomes).toEqual(wanted.map(({ fate }) => (fate === "failing" ? "rejected" : "fulfilled")));
      expect(most).toBeLessThanOrEqual(3);
    }),
  );
});

test("the first hour of a cluster goes alone until it is known how large its hours are, whatever becomes of it", async () => {
  const turns = createHourTurns({ roomRows: 40_000, patientRows: 20_000, patience: untilAborted });
  const order: string[] = [];
  const hour = (name: string, clusterId: number) => {
    const started = startHour(turns, clusterId);
    void started.begun.then(() => order.push(name));
    return started;
  };
  const [failing, first, second, third] = [
    hour("failing", 1),
    hour("first", 1),
    hour("second", 1),
    hour("third", 1),
  ];
  const other = hour("other", 2);
  await Promise.all([failing.begun, other.begun]);
  const before = [...order];
  failing.fail(new Error("The source is away."));
  await expect(failing.done).rejects.toThrow("The source is away.");
  await first.begun;
  const alone = [...order];
  first.answer();
  await first.done;
  await Promise.all([second.begun, third.begun]);

  expect(before).toEqual(["failing", "other"]);
  expect(alone).toEqual(["failing", "other", "first"]);
  expect(order).toEqual(["failing", "other", "first", "second", "third"]);
});
