import { CostError, DAY_MS } from "@kubecent/shared";
import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../server/src/store/connection/database.ts";
import { inOwnerTransaction } from "../../server/src/store/connection/transaction.ts";
import { migrate } from "../../server/src/store/schema/migrate.ts";
import { openLink } from "../support/breakable-link.ts";
import { observedNames } from "../support/named-world.ts";
import { HOUR } from "../support/observations.ts";
import { hasPgbouncer, keepsNames, startPgbouncer } from "../support/pgbouncer.ts";
import { startStandbyPair } from "../support/standby-pair.ts";
import { storeHours } from "../support/stored-world.ts";
import { createTestDatabase, openTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { callAs, createTestServices } from "../support/test-services.ts";
import { until } from "./support/chaos-server.ts";

const WINDOW = { start: new Date(HOUR).toISOString(), end: new Date(HOUR + DAY_MS).toISOString() };
const ASKERS = 3;

type Rows = readonly { readonly namespace: string; readonly totalCost: string }[];

/** Asks for namespaces, each time for a page of another size, which no cache has. */
function asker(database: Database): () => Promise<Rows> {
  const api = callAs(
    "viewer",
    createTestServices(database, () => HOUR + DAY_MS),
  );
  let asked = 0;
  return async () => (await api.cost.namespaces({ ...WINDOW, limit: 10 + (asked++ % 900) })).rows;
}

interface Asked {
  readonly answers: number;
  /** Different answers that were given. */
  readonly texts: ReadonlySet<string>;
  /** Why others were refused. */
  readonly refusals: ReadonlySet<string>;
}

/** Several askers ask all the time while `work` goes on. */
async function whileAsking(ask: () => Promise<Rows>, work: () => Promise<void>): Promise<Asked> {
  const state = { isOver: false, answers: 0, texts: new Set<string>(), refusals: new Set<string>() };
  const askers = Array.from({ length: ASKERS }, async () => {
    while (!state.isOver) {
      try {
        state.texts.add(JSON.stringify(await ask()));
        state.answers++;
      } catch (error) {
        state.refusals.add(reasonOf(error));
      }
    }
  });
  try {
    await until("the askers are answered", () => Promise.resolve(state.answers > 10 * ASKERS));
    await work();
    const then = state.answers;
    await until("they are answered again", () => Promise.resolve(state.answers > then + 10 * ASKERS));
  } finally {
    state.isOver = true;
    await Promise.all(askers);
  }
  return state;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof TRPCError ? error.cause : error;
  return cause instanceof CostError ? cause.code : String(cause);
}

/** What one of the connections keeps; while others ask, it may be one that is new. */
async function keptNames(database: Database): Promise<string[]> {
  const { rows } = await database.primary.query<{ name: string }>("select name from pg_prepared_statements");
  return rows.map(({ name }) => name);
}

function untilKept(database: Database): Promise<number> {
  return until("a connection keeps plans", async () => (await keptNames(database)).length > 0);
}

describe("while plans are kept", () => {
  let made: TestDatabase;
  let expected: string;

  beforeAll(async () => {
    made = await createTestDatabase();
    await storeHours(made, "prod", [
      observedNames(0, ["shop", "search"]),
      observedNames(1, ["shop", "tools"]),
    ]);
    expected = JSON.stringify(await asker(made)());
  });
  afterAll(async () => {
    await made.drop();
  });

  test("migrations change tables under questions, and every question is answered", async () => {
    const ask = asker(made);

    const asked = await whileAsking(ask, async () => {
      await untilKept(made);
      // A question that selects the column has a plan for its old type. With a length the table would be written anew, and be
      // empty for questions that had begun; no migration may do that.
      for (const type of ["varchar", "text", "varchar", "text"]) {
        await inOwnerTransaction(made, (client) =>
          client.query(`alter table cluster alter column currency type ${type}`),
        );
      }
      await inOwnerTransaction(made, (client) =>
        client.query("alter table namespace_hour add column later text"),
      );
    });

    expect(asked.refusals).toEqual(new Set());
    expect(asked.texts).toEqual(new Set([expected]));
  });

  test.skipIf(!hasPgbouncer())(
    "a pooler in between keeps them where it knows names, and loses its servers without a wrong answer",
    async () => {
      const pooler = await startPgbouncer(made.directUrl);
      const pooledUrl = new URL(made.directUrl);
      pooledUrl.host = new URL(pooler.url).host;
      const pooled = openTestDatabase(pooledUrl.href);

      const asked = await whileAsking(asker(pooled), async () => {
        await made.primary.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()`,
        );
      });

      const names = await keptNames(pooled);
      expect(names.some((name) => name.startsWith("PGBOUNCER_"))).toBe(keepsNames());
      expect([...asked.refusals].filter((reason) => reason !== "DATABASE_UNAVAILABLE")).toEqual([]);
      expect(asked.texts).toEqual(new Set([expected]));
      await pooled.primary.end();
      await pooler.close();
    },
  );
});

test("a failover takes the kept plans along, and the same process goes on with the same answers", async () => {
  const pair = await startStandbyPair();
  await migrate(pair.primaryUrl);
  const link = await openLink(pair.primaryUrl);
  const database = openTestDatabase(link.url);
  await storeHours(database, "prod", [observedNames(0, ["shop", "search"])]);
  const standby = openTestDatabase(pair.standbyUrl);
  await until("the standby has the hour", async () => {
    const { rowCount } = await standby.primary.query("select from cluster_hour");
    return rowCount === 1;
  });
  await standby.primary.end();
  const ask = asker(database);
  const expected = JSON.stringify(await ask());

  const asked = await whileAsking(ask, async () => {
    await untilKept(database);
    await pair.stopPrimary();
    await pair.promoteStandby();
    link.turnTo(pair.standbyUrl);
  });

  expect([...asked.refusals].filter((reason) => reason !== "DATABASE_UNAVAILABLE")).toEqual([]);
  expect(asked.texts).toEqual(new Set([expected]));
  await untilKept(database);
  await database.primary.end();
  await link.close();
  await pair.close();
});
