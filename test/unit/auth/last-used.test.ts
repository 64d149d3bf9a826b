import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLastUsed } from "../../../server/src/auth/last-used.ts";

const MINUTE = 60_000;
let written: [bigint, number][][];
let isDown: boolean;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  written = [];
  isDown = false;
});
afterEach(() => vi.useRealTimers());

const start = () =>
  createLastUsed({
    now: () => Date.now(),
    write: (uses) => {
      if (isDown) return Promise.reject(new Error("down"));
      written.push([...uses]);
      return Promise.resolve();
    },
  });

test("many uses of a minute are written once, with the last of their times", async () => {
  const lastUsed = start();
  for (let second = 0; second < 59; second += 1) {
    lastUsed.note(7n);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  lastUsed.note(8n);

  await vi.advanceTimersByTimeAsync(MINUTE);

  expect(written).toEqual([
    [
      [7n, 58_000],
      [8n, 59_000],
    ],
  ]);
});

test("where nothing was used nothing is written", async () => {
  start();

  await vi.advanceTimersByTimeAsync(5 * MINUTE);

  expect(written).toEqual([]);
});

test("what could not be written is written with the next, unless it is newer then", async () => {
  const lastUsed = start();
  isDown = true;
  lastUsed.note(7n);
  lastUsed.note(8n);
  await vi.advanceTimersByTimeAsync(MINUTE);
  isDown = false;
  lastUsed.note(7n);

  await lastUsed.stop();

  expect(written).toEqual([
    [
      [7n, MINUTE],
      [8n, 0],
    ],
  ]);
});
