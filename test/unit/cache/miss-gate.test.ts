import { expect, test, vi } from "vitest";
import { createMissGate, type MissGate } from "../../../server/src/cache/miss-gate.ts";

/** Begins `count` efforts that end together, when they are told to. */
function begin(gate: MissGate, count: number) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const running = { now: 0, most: 0 };
  const efforts = Array.from({ length: count }, () =>
    gate.run(async () => {
      running.most = Math.max(running.most, ++running.now);
      const result = await promise;
      running.now--;
      return result;
    }),
  );
  return { efforts, running, finish: () => resolve("done") };
}

test.each([2, 3, 5])("never more than %i run at a time, and all of them get through", async (atATime) => {
  const gate = createMissGate(atATime, 100);
  const { efforts, running, finish } = begin(gate, 30);
  await vi.waitFor(() => expect(gate.running).toBe(atATime));

  finish();
  const results = await Promise.all(efforts);

  expect(results).toHaveLength(30);
  expect(running.most).toBe(atATime);
  expect({ running: gate.running, waiting: gate.waiting }).toEqual({ running: 0, waiting: 0 });
});

test("who comes when too many wait is turned away at once, with a time to come again", async () => {
  const gate = createMissGate(2, 3);
  const { efforts, finish } = begin(gate, 4);
  await vi.waitFor(() =>
    expect({ running: gate.running, waiting: gate.waiting }).toEqual({ running: 2, waiting: 2 }),
  );
  const last = gate.run(() => Promise.resolve("last"));

  const refused = gate.run(() => Promise.resolve("never"));

  await expect(refused).rejects.toMatchObject({ code: "OVERLOADED", retryAfterSeconds: 2 });
  finish();
  expect(await Promise.all([...efforts, last])).toEqual(["done", "done", "done", "done", "last"]);
});

test("a flood in one moment is bounded too", async () => {
  const gate = createMissGate(4, 10);
  const { efforts, finish } = begin(gate, 500);
  finish();

  const outcomes = await Promise.allSettled(efforts);

  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(12);
});

const fail = (): Promise<never> => Promise.reject(new Error("no"));

test("a failure frees its place", async () => {
  const gate = createMissGate(2, 2);

  await Promise.allSettled([gate.run(fail), gate.run(fail), gate.run(fail)]);

  await expect(gate.run(() => Promise.resolve("yes"))).resolves.toBe("yes");
  expect(gate.running).toBe(0);
});
