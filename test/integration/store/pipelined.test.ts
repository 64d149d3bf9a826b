import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadRows } from "../../../server/src/store/hours/load-rows.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { allSettledThenThrow } from "../../../server/src/store/connection/all-settled-then-throw.ts";
import { createDatabase, type Database } from "../../../server/src/store/connection/database.ts";
import { createPool } from "../../../server/src/store/connection/pool.ts";
import { run, sql } from "../../../server/src/store/connection/sql.ts";
import { inSnapshot, inTransaction } from "../../../server/src/store/connection/transaction.ts";
import { createTestDatabase, TEST_WRITER, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  // One connection, so that each transaction gets the one that the last left.
  database = await createTestDatabase(1);
});
afterAll(async () => {
  await database.drop();
});

const select = (client: pg.ClientBase, expression: string): Promise<unknown> =>
  client.query({ text: `select ${expression}`, rowMode: "array" }).then(({ rows }) => rows.flat()[0]);

const sleeping = (client: pg.ClientBase, seconds: number): Promise<unknown> =>
  run(client, sql`select pg_sleep(${seconds})`);

/** More rows than go in as one parameter: these go by COPY. */
const POD_NAMES = Array.from({ length: 2_500 }, (_, index) => `pod-${index}`);

test("questions of a snapshot that are put together are answered each with its own, on one connection", async () => {
  const numbers = Array.from({ length: 50 }, (_, index) => index);

  const answers = await inSnapshot(database, EVERYTHING, (client) =>
    allSettledThenThrow(
      ...numbers.map((number) => select(client, `${number} from pg_sleep(${number % 3} / 1000.0)`)),
    ),
  );

  expect(answers).toEqual(numbers);
});

test("after a snapshot the connection takes rows by COPY", async () => {
  await inSnapshot(database, EVERYTHING, (client) =>
    allSettledThenThrow(select(client, "1"), select(client, "2")),
  );

  const loaded = await inTransaction(database, async (client) => {
    await client.query("create temporary table copied (cluster_id int, name text) on commit drop");
    await loadRows(
      client,
      { table: "copied", columns: ["cluster_id", "name"] },
      POD_NAMES.map((name) => [1, name]),
    );
    return select(client, "count(*)::int from copied");
  });

  expect(loaded).toBe(POD_NAMES.length);
});

test("a snapshot whose question fails says why, and asks nothing more in the transaction after it", async () => {
  const asked: string[] = [];
  const asksOn = async (client: pg.ClientBase): Promise<void> => {
    await select(client, "pg_sleep(0.05)");
    asked.push("snapshot");
    await select(client, "1");
  };
  const failing = inSnapshot(database, EVERYTHING, (client) =>
    allSettledThenThrow(select(client, "1 / 0"), asksOn(client), select(client, "2")),
  );

  await expect(failing).rejects.toThrow("division by zero");
  const after = await inTransaction(database, (client) =>
    select(client, "current_setting('transaction_read_only')"),
  );
  expect(after).toBe("off");
  expect(asked).toEqual([]);
});

test("the cause is told, also where what failed in its wake is heard of first", async () => {
  const failing = inSnapshot(database, EVERYTHING, (client) =>
    allSettledThenThrow(allSettledThenThrow(select(client, "1 / 0"), sleep(50)), select(client, "2")),
  );

  await expect(failing).rejects.toThrow("division by zero");
});

/** With the second of grace we wait 1.5 s for a statement. */
const openBriefly = (): Database =>
  createDatabase({
    primary: createPool({
      connectionString: database.url,
      dbPoolMax: 1,
      dbConnectTimeoutMs: 5_000,
      dbQueryTimeoutMs: 500,
      onError: () => undefined,
    }),
    auditWriter: TEST_WRITER,
  });

test("statements that take longer together than one may are answered all the same; none alone may", async () => {
  const brief = openBriefly();

  const answers = inSnapshot(brief, EVERYTHING, (client) =>
    allSettledThenThrow(...Array.from({ length: 5 }, () => sleeping(client, 0.4))),
  );
  await expect(answers).resolves.toHaveLength(5);
  const tooLong = inSnapshot(brief, EVERYTHING, (client) =>
    allSettledThenThrow(sleeping(client, 0.1), sleeping(client, 1)),
  );
  await expect(tooLong).rejects.toMatchObject({ code: "57014" });
  await brief.primary.end();
});

test("a server that says nothing has hung, whatever it has answered before", async () => {
  const brief = openBriefly();
  const failing = inSnapshot(brief, EVERYTHING, async (client) => {
    // So that it goes on for longer than we wait.
    await client.query("set local statement_timeout = 0");
    return allSettledThenThrow(sleeping(client, 0), sleeping(client, 2));
  });

  await expect(failing).rejects.toThrow("Query read timeout");
  expect(brief.primary.totalCount).toBe(0);
  await brief.primary.end();
});
