import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createReadiness } from "../../../server/src/run/start/readiness.ts";
import { createTestDatabase, openTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openTestDatabase(database.url, 1).primary;
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("a pool whose connections are all in use holds up no probe", async () => {
  const connection = await pool.connect();
  try {
    const answer = await createReadiness(pool, Date.now)();

    expect(answer).toEqual({ ready: true, reasons: [] });
    expect(pool.waitingCount).toBe(1);
  } finally {
    connection.release();
  }
});

test("where the database has not answered for long, the probe waits for what it says now", async () => {
  let now = 0;
  const readiness = createReadiness(pool, () => now);
  now = 60_000;

  expect(await readiness()).toEqual({ ready: true, reasons: [] });
});

test("a database that has been away for a quarter of a minute makes it not ready, not before", async () => {
  const gone = openTestDatabase("postgres://nobody@127.0.0.1:9/none", 1).primary;
  let now = 0;
  const readiness = createReadiness(gone, () => now);
  now = 14_000;
  const soon = await readiness();
  now = 60_000;

  expect(soon).toEqual({ ready: true, reasons: [] });
  expect(await readiness()).toEqual({ ready: false, reasons: ["the database does not answer"] });
  await gone.end();
});
