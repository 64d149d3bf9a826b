import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  acquireLease,
  assertLeaseHeld,
  type Lease,
  LeaseLostError,
  releaseLease,
  renewLease,
} from "../../../server/src/store/leases.ts";
import { inTransaction } from "../../../server/src/store/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { createTestPool } from "../../support/test-services.ts";

const TTL_MS = 60_000;

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createTestPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function acquired(name: string, holder: string): Promise<Lease> {
  const lease = await acquireLease(pool, { name, holder, ttlMs: TTL_MS });
  if (!lease) throw new Error(`${name} is taken`);
  return lease;
}

/** Makes a lease run out, as time would. */
async function runOut(name: string): Promise<void> {
  await pool.query("update lease set expires_at = clock_timestamp() - interval '1 s' where name = $1", [
    name,
  ]);
}

function isHeld(lease: Lease): Promise<boolean> {
  return inTransaction(pool, (client) => assertLeaseHeld(client, lease)).then(
    () => true,
    (error: unknown) => {
      if (error instanceof LeaseLostError) return false;
      throw error;
    },
  );
}

test("of twenty that ask at once one gets the lease", async () => {
  const asked = Array.from({ length: 20 }, (_, index) =>
    acquireLease(pool, { name: "race", holder: `holder-${index}`, ttlMs: TTL_MS }),
  );

  const winners = (await Promise.all(asked)).filter((lease) => lease !== null);

  expect(winners).toHaveLength(1);
});

test("a holder that asks again keeps its token; the next holder gets a higher one", async () => {
  const first = await acquired("order", "a");
  const again = await acquired("order", "a");
  await releaseLease(pool, first);
  const next = await acquired("order", "b");

  expect(again.token).toBe(first.token);
  expect(next.token).toBeGreaterThan(first.token);
});

test("a lease that has run out is lost, even before another takes it", async () => {
  const lease = await acquired("short", "a");
  await runOut("short");

  expect(await isHeld(lease)).toBe(false);
  expect(await renewLease(pool, lease, TTL_MS)).toBe(false);
});

test("a holder that wakes up after another took over can neither renew, write nor give back", async () => {
  const asleep = await acquired("zombie", "a");
  await runOut("zombie");
  const awake = await acquired("zombie", "b");
  await releaseLease(pool, asleep);

  expect(await renewLease(pool, asleep, TTL_MS)).toBe(false);
  expect(await isHeld(asleep)).toBe(false);
  expect(await isHeld(awake)).toBe(true);
});

test("nobody takes a lease over in the midst of a transaction that relies on it", async () => {
  const lease = await acquired("fenced", "a");
  const order: string[] = [];
  let takeover: Promise<unknown> = Promise.resolve();
  await inTransaction(pool, async (client) => {
    await assertLeaseHeld(client, lease);
    takeover = runOut("fenced").then(() => order.push("taken over"));
    await untilSomebodyWaits(client);
    order.push("written");
  });
  await takeover;

  expect(order).toEqual(["written", "taken over"]);
});

async function untilSomebodyWaits(client: pg.PoolClient): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      "select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))",
    );
    if (rows.length > 0) return;
  }
}
