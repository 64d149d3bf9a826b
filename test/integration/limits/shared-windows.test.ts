import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openRedisWindows, type RedisWindows } from "../../../server/src/limits/redis-windows.ts";
import type { SharedWindows } from "../../../server/src/limits/shared-limiter.ts";
import { EMPTY_WINDOW, spend } from "../../../server/src/limits/sliding-window.ts";
import { groupSpendings } from "../../../server/src/limits/grouped-windows.ts";
import {
  spendRequests,
  sweepRequestWindows,
} from "../../../server/src/store/shared-state/request-windows.ts";
import { hasRedis, type RedisServer, startRedis } from "../../support/redis-server.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { askingRuns } from "../../support/property-runs.ts";

interface Place {
  readonly windows: SharedWindows;
  close(): Promise<void>;
}

let callersSoFar = 0;
const newCaller = (): string => `caller-${(callersSoFar += 1)}`;

/** What is counted in SQL and in Lua must be what is counted in memory. */
function holdsTheContract(open: () => Promise<Place>): void {
  let place: Place;
  const spendAt = (caller: string, cost: number, limit = 10, windowMs = 60_000) =>
    place.windows.spend({ caller, cost, limit, windowMs });
  beforeAll(async () => {
    place = await open();
    await vi.waitFor(() => spendAt(newCaller(), 1));
  });
  afterAll(() => place.close());

  test("costs of any size are counted and refused as in memory", async () => {
    const caller = newCaller();
    let window = EMPTY_WINDOW;
    for (const cost of [3, 5, 1, 4, 1, 7]) {
      const spending = { cost, limit: 10, windowMs: 60_000, nowMs: 0 };
      const inMemory = spend(window, spending);
      ({ window } = inMemory);
      const { isAllowed, used, resetMs } = await spendAt(caller, cost);

      expect(isAllowed).toBe(inMemory.spent.isAllowed);
      expect(Math.max(0, 10 - used)).toBe(Math.max(0, 10 - inMemory.spent.used));
      expect(resetMs).toBeGreaterThan(55_000);
      expect(resetMs).toBeLessThanOrEqual(60_000);
    }
  });

  test("of many at once exactly the limit gets in", async () => {
    const caller = newCaller();

    const spent = await Promise.all(Array.from({ length: 60 }, () => spendAt(caller, 1, 25)));

    expect(spent.filter(({ isAllowed }) => isAllowed)).toHaveLength(25);
  });

  test("each request counts until it is as old as the window, and no longer", async () => {
    const caller = newCaller();
    const first = await spendAt(caller, 1, 1, 1_000);
    const second = await spendAt(caller, 1, 1, 1_000);

    expect([first.isAllowed, second.isAllowed]).toEqual([true, false]);
    await vi.waitFor(
      async () => expect(await spendAt(caller, 1, 1, 1_000)).toMatchObject({ isAllowed: true }),
      { interval: second.resetMs },
    );
  });

  test("callers do not share a window, whatever they are called", async () => {
    const names = ["'; drop table request_window; --", "oidc:Zoë\u2028", "a".repeat(253), "token:1", "*"];

    const spent = await Promise.all(names.map((name) => spendAt(name, 1, 1)));

    expect(spent.map(({ isAllowed }) => isAllowed)).toEqual(names.map(() => true));
  });
}

describe("in PostgreSQL", () => {
  let database: TestDatabase;
  const openPlace = async (): Promise<Place> => {
    database = await createTestDatabase();
    return {
      windows: groupSpendings((spendings) => spendRequests(database, spendings)),
      close: () => database.drop(),
    };
  };
  holdsTheContract(openPlace);

  test("windows in which nothing counts any more are swept, others stay", async () => {
    await spendRequests(database, [{ caller: "stays", cost: 1, limit: 1, windowMs: 60_000 }]);
    await spendRequests(database, [{ caller: "goes", cost: 1, limit: 1, windowMs: 1 }]);
    await database.primary.query("select pg_sleep(0.01)");

    await sweepRequestWindows(database);

    const { rows } = await database.primary.query(
      "select caller from request_window where caller in ('stays', 'goes')",
    );
    expect(rows).toEqual([{ caller: "stays" }]);
  });

  test("what is spent together comes out as if it were spent one after the other", async () => {
    const common = { cost: 1, limit: 2, windowMs: 60_000 };
    const callers = ["together-b", "together-a", "together-b", "together-a", "together-b"];

    const spent = await spendRequests(
      database,
      callers.map((caller) => ({ caller, ...common })),
    );

    expect(spent.map(({ isAllowed, used }) => ({ isAllowed, used }))).toEqual([
      { isAllowed: true, used: 1 },
      { isAllowed: true, used: 1 },
      { isAllowed: true, used: 2 },
      { isAllowed: true, used: 2 },
      { isAllowed: false, used: 2 },
    ]);
  });

  test("whatever is spent together or one by one comes out as in memory", async () => {
    const costs = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(costs, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 20 }),
        async (groups, limit) => {
          const of = { caller: newCaller(), limit, windowMs: 60_000 };
          let window = EMPTY_WINDOW;
          for (const group of groups) {
            const spent = await spendRequests(
              database,
              group.map((cost) => ({ ...of, cost })),
            );
            const inMemory = group.map((cost) => {
              const step = spend(window, { cost, limit, windowMs: 60_000, nowMs: 0 });
              ({ window } = step);
              return { isAllowed: step.spent.isAllowed, used: step.spent.used };
            });
            expect(spent.map(({ isAllowed, used }) => ({ isAllowed, used }))).toEqual(inMemory);
          }
        },
      ),
      { numRuns: askingRuns(60) },
    );
  });

  test("replicas that spend for the same callers in other orders never wait for each other in a circle", async () => {
    const callers = Array.from({ length: 50 }, (_, index) => `circle-${index}`);
    const spendings = callers.map((caller) => ({ caller, cost: 1, limit: 1_000, windowMs: 60_000 }));

    const rounds = Array.from({ length: 40 }, (_, round) =>
      spendRequests(database, round % 2 === 0 ? spendings : spendings.toReversed()),
    );

    const spent = (await Promise.all(rounds)).flat();
    expect(spent.filter(({ isAllowed }) => isAllowed)).toHaveLength(2_000);
  });

  test("a clock that was set back locks nobody out", async () => {
    await spendRequests(database, [{ caller: "early", cost: 1, limit: 1, windowMs: 60_000 }]);
    await database.primary.query(
      "update request_window set firsts = firsts, lasts = array[lasts[1] + 3600000] where caller = 'early'",
    );

    const [spent] = await spendRequests(database, [{ caller: "early", cost: 1, limit: 1, windowMs: 60_000 }]);

    expect(spent).toMatchObject({ isAllowed: true });
  });
});

describe.skipIf(!hasRedis())("in Redis", () => {
  let redis: RedisServer;
  let windows: RedisWindows;
  const openPlace = async (): Promise<Place> => {
    redis = await startRedis();
    windows = openRedisWindows(redis.url, () => undefined);
    return {
      windows,
      close: async () => {
        windows.close();
        await redis.close();
      },
    };
  };
  holdsTheContract(openPlace);

  test("a Redis that was away is another era", async () => {
    const era = { caller: "era", cost: 1, limit: 10, windowMs: 60_000 };
    const before = await windows.spend(era);
    await redis.kill();
    await vi.waitFor(() => expect(windows.spend(era)).rejects.toThrow(/Redis|Connection/));
    await redis.start();

    const after = await vi.waitFor(() => windows.spend(era));

    expect(after.used).toBe(1);
    expect(after.era).not.toBe(before.era);
  });
});
