import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { exportSlotsOf } from "../../../server/src/http/exports/export-parts.ts";
import { createExportSlots, type ExportSlots } from "../../../server/src/limits/export-slots.ts";

const STAYS = new AbortController().signal;

/** Some tests leave others waiting: none of them gives up while later tests run in this process. */
const NEVER_MS = 2 ** 31 - 1;

function slotsOf(atATime: number, mostWaiting: number, longestWaitMs = NEVER_MS): ExportSlots {
  return createExportSlots({ atATime, mostOfACaller: Math.max(1, atATime / 2), mostWaiting, longestWaitMs });
}

test("so many run, so many wait, and the next is told when to try again", async () => {
  const slots = slotsOf(2, 1);
  const running = [await slots.take("a", STAYS), await slots.take("b", STAYS)];
  const waiting = slots.take("c", STAYS);

  await expect(slots.take("c", STAYS)).rejects.toMatchObject({ code: "OVERLOADED", retryAfterSeconds: 10 });
  expect([slots.running, slots.waiting]).toEqual([2, 1]);
  running[0]?.();
  const end = await waiting;

  expect([slots.running, slots.waiting]).toEqual([2, 0]);
  running[1]?.();
  end();
  await vi.waitFor(() => expect(slots.running).toBe(0));
});

test("who leaves while waiting makes room for others, and takes no turn", async () => {
  const slots = slotsOf(1, 1);
  const end = await slots.take("c", STAYS);
  const leaving = new AbortController();
  const left = slots.take("d", leaving.signal);
  leaving.abort(new Error("gone"));
  await expect(left).rejects.toThrow("gone");

  const next = slots.take("c", STAYS);
  end();

  expect(await next).toBeTypeOf("function");
  expect([slots.running, slots.waiting]).toEqual([1, 0]);
});

test("who has left before asks for no turn", async () => {
  const slots = slotsOf(1, 1);

  await expect(slots.take("a", AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");

  expect(await slots.take("c", STAYS)).toBeTypeOf("function");
});

test("nobody waits for ever", async () => {
  const slots = slotsOf(1, 5, 50);
  await slots.take("c", STAYS);

  await expect(slots.take("c", STAYS)).rejects.toMatchObject({ code: "OVERLOADED" });

  expect(slots.waiting).toBe(0);
});

test("of two places one caller gets one, however often they ask, and another caller gets the other at once", async () => {
  const slots = slotsOf(2, 20);
  const slow = [1, 2, 3, 4].map(() => slots.take("slow", STAYS));
  await slow[0];

  const other = await slots.take("other", STAYS);

  expect([slots.running, slots.waiting]).toEqual([2, 3]);
  other();
  expect([slots.running, slots.waiting]).toEqual([1, 3]);
});

test("whoever has fewest is next, and among equals who has waited longest", async () => {
  const slots = slotsOf(4, 20);
  const order: string[] = [];
  const ends = new Map<string, () => void>();
  const take = async (callerId: string, name: string): Promise<void> => {
    ends.set(name, await slots.take(callerId, STAYS));
    order.push(name);
  };
  for (const name of ["a1", "a2", "b1", "b2", "b3", "a3", "c1", "d1"]) void take(name.charAt(0), name);
  await vi.waitFor(() => expect(order).toEqual(["a1", "a2", "b1", "b2"]));

  ends.get("b2")?.();
  ends.get("a2")?.();
  await vi.waitFor(() => expect(order).toHaveLength(6));

  expect(order.slice(4)).toEqual(["c1", "d1"]);
});

test("a caller who can run at once does so, though as many wait as may", async () => {
  const slots = slotsOf(2, 1);
  await slots.take("a", STAYS);
  void slots.take("a", STAYS);
  expect(slots.waiting).toBe(1);

  expect(await slots.take("b", STAYS)).toBeTypeOf("function");
});

test("whatever callers do, places are bounded in all and by caller, one is left for others, and all get their turn", async () => {
  const steps = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.boolean()), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 2, max: 6 }), async (asked, atATime) => {
      const mostOfACaller = Math.floor(atATime / 2);
      const slots = createExportSlots({ atATime, mostOfACaller, mostWaiting: 100, longestWaitMs: NEVER_MS });
      const running: { readonly callerId: string; readonly end: () => void }[] = [];
      let granted = 0;
      const take = async (callerId: string): Promise<void> => {
        running.push({ callerId, end: await slots.take(callerId, STAYS) });
        granted += 1;
      };
      for (const [callerId, ends] of asked) {
        void take(callerId);
        await Promise.resolve();
        if (ends) running.shift()?.end();
        const most = Math.max(
          0,
          ...["a", "b", "c", "d"].map((id) => running.filter((each) => each.callerId === id).length),
        );
        expect(most).toBeLessThanOrEqual(mostOfACaller);
        expect(slots.running).toBeLessThanOrEqual(atATime);
      }
      await vi.waitFor(() => {
        for (const { end } of running.splice(0)) end();
        expect(granted).toBe(asked.length);
      });
      expect(slots.waiting).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test.each([
  { pool: 1, atATime: 1, mostOfACaller: 1 },
  { pool: 3, atATime: 2, mostOfACaller: 1 },
  { pool: 10, atATime: 2, mostOfACaller: 1 },
  { pool: 50, atATime: 10, mostOfACaller: 5 },
])(
  "a pool of $pool connections has $atATime places, $mostOfACaller for one caller",
  ({ pool, ...expected }) => {
    expect(exportSlotsOf({ DB_POOL_MAX: pool })).toMatchObject(expected);
  },
);
