import { expect, test, vi } from "vitest";
import { MOST_LISTED, SharedKeys } from "../../../server/src/cache/shared-keys.ts";

/** A table of keys, and how often it was listed. */
function tableOf(...keys: string[]): { keys: string[]; list: () => Promise<string[]>; listed: () => number } {
  const list = vi.fn<() => Promise<string[]>>(async () => [...keys]);
  return { keys, list, listed: () => list.mock.calls.length };
}

test("one list of a few keys answers for many questions", async () => {
  const table = tableOf("a", "b");
  const shared = new SharedKeys(table.list);

  const answers = await Promise.all(["a", "b", "c", "d"].map((key) => shared.mayHave(key)));

  expect(answers).toEqual([true, true, false, false]);
  expect(await shared.mayHave("e")).toBe(false);
  expect(table.listed()).toBe(1);
});

test("what this process puts in is known at once", async () => {
  const shared = new SharedKeys(tableOf("a").list);
  await shared.mayHave("a");

  shared.add("b");

  expect(await shared.mayHave("b")).toBe(true);
});

test("where there are too many to list, any key may be there", async () => {
  const shared = new SharedKeys(tableOf(...Array.from({ length: MOST_LISTED + 1 }, String)).list);

  expect(await shared.mayHave("not among them")).toBe(true);
});

test("a list is made anew a second later", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const table = tableOf();
    const shared = new SharedKeys(table.list);
    expect(await shared.mayHave("a")).toBe(false);
    table.keys.push("a");
    expect(await shared.mayHave("a")).toBe(false);

    vi.advanceTimersByTime(1_000);

    expect(await shared.mayHave("a")).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test("a list that cannot be made fails whoever waits for it, and is tried again", async () => {
  const table = tableOf("a");
  const shared = new SharedKeys(
    vi.fn<() => Promise<string[]>>(table.list).mockRejectedValueOnce(new Error("away")),
  );

  await expect(shared.mayHave("a")).rejects.toThrow("away");

  expect(await shared.mayHave("a")).toBe(true);
});
