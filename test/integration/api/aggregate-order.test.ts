import type { AggregateKey } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HOUR } from "../../support/observations.ts";
import { storeSharedWorld, sumOf } from "../../support/shared-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { callAs, createTestServices } from "../../support/test-services.ts";

const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + 6 * 3_600_000).toISOString() };
const KEYS = [
  "cluster",
  "namespace",
  "node",
  "controllerKind",
  "controller",
  "pod",
  "container",
  "label:team",
] as const;
const PAIRS = KEYS.flatMap((first) =>
  KEYS.filter((second) => second !== first).map((second) => [first, second] as const),
);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await storeSharedWorld(database);
});
afterAll(async () => {
  await database.drop();
});

async function totalOf(aggregate: AggregateKey[], idle: "hide" | "share"): Promise<bigint> {
  const caller = callAs(
    "viewer",
    createTestServices(database, () => HOUR + 48 * 3_600_000),
  );
  const { rows } = await caller.cost.allocation({ ...WINDOW, aggregate, idle, limit: 1_000 });
  return sumOf(rows);
}

test.each(PAIRS)(
  "rows by %s and %s add up to the same in either order, with idle shared too",
  async (first, second) => {
    for (const idle of ["hide", "share"] as const) {
      expect(await totalOf([first, second], idle)).toBe(await totalOf([second, first], idle));
    }
  },
);
