import * as fc from "fast-check";
import { expect, test } from "vitest";
import { groupSpendings } from "../../../server/src/limits/grouped-windows.ts";
import type { SharedSpending, SharedSpent } from "../../../server/src/limits/shared-limiter.ts";

const spendingOf = (caller: string): SharedSpending => ({ caller, cost: 1, limit: 10, windowMs: 60_000 });

/** A store that answers when it is told to, and remembers the groups that it was asked. */
function slowStore() {
  const groups: string[][] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const counts = new Map<string, number>();
  const spendAll = async (spendings: readonly SharedSpending[]): Promise<SharedSpent[]> => {
    groups.push(spendings.map(({ caller }) => caller));
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
    return spendings.map(({ caller, cost, limit }) => {
      const used = (counts.get(caller) ?? 0) + cost;
      counts.set(caller, used);
      return { isAllowed: used <= limit, used, resetMs: 1, era: "one" };
    });
  };
  return { groups, gates, spendAll };
}

async function openGates({ gates }: ReturnType<typeof slowStore>): Promise<void> {
  for (let gate = gates.shift(); gate; gate = gates.shift()) {
    gate.resolve();
    await new Promise(setImmediate);
  }
}

test("who comes alone is asked for at once, those who come meanwhile together", async () => {
  const store = slowStore();
  const windows = groupSpendings(store.spendAll);

  const spent = Promise.all(["a", "b", "c", "b"].map((caller) => windows.spend(spendingOf(caller))));
  const before = structuredClone(store.groups);
  await openGates(store);

  expect(before).toEqual([["a"]]);
  expect(store.groups).toEqual([["a"], ["b", "c", "b"]]);
  expect((await spent).map(({ used }) => used)).toEqual([1, 1, 1, 2]);
});

test("however many come, each gets its own answer, and no group is larger than a hundred", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 350 }),
      async (callers) => {
        const store = slowStore();
        const windows = groupSpendings(store.spendAll);

        const asked = Promise.all(callers.map((caller) => windows.spend(spendingOf(caller))));
        await openGates(store);

        const seen = new Map<string, number>();
        const expected = callers.map((caller) => {
          seen.set(caller, (seen.get(caller) ?? 0) + 1);
          return seen.get(caller);
        });
        expect((await asked).map(({ used }) => used)).toEqual(expected);
        expect(Math.max(...store.groups.map((group) => group.length))).toBeLessThanOrEqual(100);
      },
    ),
    { numRuns: 50 },
  );
});

test("a store that fails is told to all of the group, and asked again by the next", async () => {
  let isAway = true;
  const windows = groupSpendings(async (spendings) => {
    await new Promise(setImmediate);
    if (isAway) throw new Error("away");
    return spendings.map(() => ({ isAllowed: true, used: 1, resetMs: 1, era: "one" }));
  });

  const failed = await Promise.allSettled(["a", "b", "c"].map((caller) => windows.spend(spendingOf(caller))));
  isAway = false;
  const spent = await windows.spend(spendingOf("a"));

  expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(spent.isAllowed).toBe(true);
});
