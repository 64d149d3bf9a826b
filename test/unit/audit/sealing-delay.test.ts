import { expect, test } from "vitest";
import { createSealingDelay } from "../../../server/src/audit/sealing-trouble.ts";

test("the age goes on between two looks, and is nothing where nothing waits", () => {
  let nowMs = 0;
  const delay = createSealingDelay(() => nowMs);
  delay.measured(40);
  nowMs = 2_000;
  const between = delay.seconds();
  delay.measured(0);
  nowMs = 4_000;

  expect([between, delay.seconds()]).toEqual([42, 0]);
});

test("where the database does not say for a while, the age counts from when it last did", () => {
  let nowMs = 0;
  const delay = createSealingDelay(() => nowMs);
  nowMs = 1_000;
  delay.measured(0);
  nowMs = 91_000;

  expect(delay.seconds()).toBe(90);
});
