import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { allSettledThenThrow } from "../../../server/src/store/connection/all-settled-then-throw.ts";

test("gives each its answer, at its place, whichever came first", async () => {
  const answers = await allSettledThenThrow(
    sleep(2).then(() => "slow"),
    Promise.resolve(7n),
  );

  expect(answers).toEqual(["slow", 7n]);
});

test("throws what failed first, and not before the others have ended", async () => {
  const ended: string[] = [];
  const endsAfter = async (name: string, ms: number): Promise<never> => {
    await sleep(ms);
    ended.push(name);
    throw new Error(`${name} failed`);
  };

  await expect(allSettledThenThrow(endsAfter("second", 20), endsAfter("first", 1))).rejects.toThrow(
    "first failed",
  );
  expect(ended).toEqual(["first", "second"]);
});
