import { expect, test, vi } from "vitest";
import { createExportSlots, type ExportSlots } from "../../../server/src/limits/export-slots.ts";

const STAYS = new AbortController().signal;

function slotsOf(atATime: number, mostWaiting: number, longestWaitMs = 60_000): ExportSlots {
  return createExportSlots({ atATime, mostWaiting, longestWaitMs });
}

test("so many run, so many wait, and the next is told when to try again", async () => {
  const slots = slotsOf(2, 1);
  const running = [await slots.take(STAYS), await slots.take(STAYS)];
  const waiting = slots.take(STAYS);

  await expect(slots.take(STAYS)).rejects.toMatchObject({ code: "OVERLOADED", retryAfterSeconds: 10 });
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
  const end = await slots.take(STAYS);
  const leaving = new AbortController();
  const left = slots.take(leaving.signal);
  leaving.abort(new Error("gone"));
  await expect(left).rejects.toThrow("gone");

  const next = slots.take(STAYS);
  end();

  expect(await next).toBeTypeOf("function");
  expect([slots.running, slots.waiting]).toEqual([1, 0]);
});

test("who has left before asks for no turn", async () => {
  const slots = slotsOf(1, 1);

  await expect(slots.take(AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");

  expect(await slots.take(STAYS)).toBeTypeOf("function");
});

test("nobody waits for ever", async () => {
  const slots = slotsOf(1, 5, 50);
  await slots.take(STAYS);

  await expect(slots.take(STAYS)).rejects.toMatchObject({ code: "OVERLOADED" });

  expect(slots.waiting).toBe(0);
});
