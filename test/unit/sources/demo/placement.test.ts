import { expect, test } from "vitest";
import { allHomes, isSteady } from "../../../../server/src/sources/demo/homes.ts";
import { placeHomes, type Slot } from "../../../../server/src/sources/demo/placement.ts";

/** Who lives where. */
function layoutOf(placed: readonly Slot[]): string[][] {
  return placed.map((slot) => slot.homes.map((home) => `${home.workload.name}-${home.replica}`));
}

const slots = placeHomes("test");

test("each home has one slot, in its own pool", () => {
  const placed = slots.flatMap((slot) => slot.homes.map((home) => ({ home, slot })));

  expect(placed).toHaveLength(allHomes("test").length);
  expect(placed.every(({ home, slot }) => home.workload.pool === slot.pool.name)).toBe(true);
});

test("what is always in use stands on nodes that always stand", () => {
  for (const slot of slots) expect(slot.homes.every((home) => isSteady(home) === slot.steady)).toBe(true);
});

test("the replicas of a database stand on nodes of their own", () => {
  for (const name of ["kafka", "elasticsearch", "payments-postgres"]) {
    const most = Math.max(
      ...slots.map((slot) => slot.homes.filter((home) => home.workload.name === name).length),
    );
    expect(most).toBe(1);
  }
});

test("slots do not depend on the seed, only what happens on them does", () => {
  const others = placeHomes("another");

  expect(layoutOf(others)).toEqual(layoutOf(slots));
});
