import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreePort } from "../../../server/src/store/embedded/free-port.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { createDatabase, type Database } from "../../../server/src/store/connection/database.ts";
import { HeldSnapshot } from "../../../server/src/store/paging/held-snapshot.ts";
import {
  createTestDatabase,
  type TestDatabase,
  openTestDatabase,
  TEST_WRITER,
} from "../../support/test-database.ts";

let database: TestDatabase;
let replicated: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  // A replica that is away: whatever it is asked, the primary answers.
  const away = new URL(database.url);
  away.hostname = "127.0.0.1";
  away.port = String(await findFreePort());
  const replica = {
    pool: openTestDatabase(away.href).primary,
    use: "all" as const,
    isInUse: () => true,
    hasCaughtUp: () => Promise.resolve(true),
    onFault: () => undefined,
  };
  replicated = createDatabase({ primary: database.primary, replica, auditWriter: TEST_WRITER });
});

afterAll(async () => {
  await replicated.replica?.pool.end();
  await database.drop();
});

test("a whole answer that the primary gives for a replica is cancelled where it is under way", async () => {
  const held = new HeldSnapshot(replicated, { exportMaxRows: 10 });
  const pid = await held.read(EVERYTHING, async ({ client }) => {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    return rows[0]?.pid;
  });
  const reading = held.read(EVERYTHING, ({ client }) => client.query("select pg_sleep(8)")).catch(String);
  const asleep = "select from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'";
  await expect.poll(async () => (await database.primary.query(asleep, [pid])).rowCount).toBe(1);

  await held.cancel();

  expect(await reading).toContain("canceling statement due to user request");
  await held.close();
});
