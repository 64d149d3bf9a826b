import type pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { EVERYTHING, type Visibility } from "../../../server/src/store/access/visibility.ts";
import { inOneTrip } from "../../../server/src/store/connection/one-trip.ts";
import { run, runKept, sql } from "../../../server/src/store/connection/sql.ts";
import { inQuestion, inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  // One connection, so that each transaction meets what the last one kept.
  database = await createTestDatabase(1);
});
afterAll(async () => {
  await database.drop();
});

interface Kept {
  readonly name: string;
  readonly statement: string;
  readonly generic_plans: bigint;
  readonly custom_plans: bigint;
}

/** What the one connection keeps of statements that hold `text`. */
async function keptOf(text: string): Promise<Kept[]> {
  const { rows } = await database.primary.query<Kept>(
    `select name, statement, generic_plans, custom_plans from pg_prepared_statements
     where statement like '%' || $1 || '%' order by name`,
    [text],
  );
  return rows;
}

const ask = (mark: string, value: number): Promise<{ given: number }[]> =>
  inQuestion({ database, load: "small" }, EVERYTHING, (client) =>
    runKept<{ given: number }>(client, sql`select ${value}::int + 0 as given, ${sql.lit(mark)} as mark`),
  );

const processOf = async (client: pg.ClientBase): Promise<number | undefined> =>
  (await run<{ pid: number }>(client, sql`select pg_backend_pid() as pid`))[0]?.pid;

// Citus needs the values of a statement to find the servers that have its rows: no plan is kept there.
describe.skipIf(inject("postgresIsCitus"))("where plans are kept", () => {
  test("what is asked again is kept from then on, and planned once for all values", async () => {
    const answers = [
      await ask("again", 1),
      await ask("again", 2),
      await ask("again", 3),
      await ask("again", 4),
    ];

    expect(answers.map(([row]) => row?.given)).toEqual([1, 2, 3, 4]);
    const kept = await keptOf("again");
    expect(kept).toMatchObject([{ generic_plans: 3n, custom_plans: 0n }]);
  });

  test("within a question too, what is not to be kept is planned for its values", async () => {
    const modes = await inQuestion({ database, load: "small" }, EVERYTHING, async (client) => {
      const modeOf = sql`select current_setting('plan_cache_mode') as mode, ${"modes"} as mark`;
      const kept = [await runKept(client, modeOf), await runKept(client, modeOf)];
      return [...kept, await run(client, modeOf), await runKept(client, modeOf)].map(
        ([row]) => row?.["mode"],
      );
    });

    expect(modes).toEqual(["auto", "force_generic_plan", "auto", "force_generic_plan"]);
  });

  test("who sees a part never runs a plan that was made for those who see everything", async () => {
    const part: Visibility = {
      shows: { clusters: ["none"], namespaces: "all" },
      wholeClusters: { clusters: ["none"], namespaces: "all" },
    };
    const count = (visibility: Visibility): Promise<unknown> =>
      inQuestion({ database, load: "small" }, visibility, (client) =>
        runKept(
          client,
          sql`select count(*)::int as count from (with all_of as materialized
        (select * from namespace where cluster_id <> ${-1}) select * from all_of) seen_by`,
        ),
      ).then(([row]) => row?.count);
    await database.primary.query(
      `insert into cluster (name, source, currency) values ('seen', 'demo', 'USD');
     insert into namespace (cluster_id, name) select cluster_id, 'shop' from cluster`,
    );

    const counts = [EVERYTHING, EVERYTHING, part, part, EVERYTHING].map(
      (visibility) => () => count(visibility),
    );
    const found: unknown[] = [];
    for (const each of counts) found.push(await each());

    expect(found).toEqual([1, 1, 0, 0, 1]);
    const kept = await keptOf("seen_by");
    const roles = ["kubecent_app", "kubecent_scoped"];
    expect(kept.map(({ name }) => name.replace(/_\d+$/, ""))).toEqual(roles);
    // A pooler takes equal texts for one statement, whatever their names.
    expect(kept.map(({ statement }) => statement.slice(3, statement.indexOf(" */")))).toEqual(roles);
  });

  test("a migration under a kept statement costs its connection, and no answer", async () => {
    await database.primary.query(
      "create table changing (given int); grant select on changing to public; insert into changing values (1)",
    );
    const read = (): Promise<unknown[]> =>
      inQuestion({ database, load: "small" }, EVERYTHING, async (client) => [
        ...(await runKept(client, sql`select * from changing where given > ${0}`)),
        await processOf(client),
      ]);
    await read();
    const [, before] = await read();

    await database.primary.query("alter table changing alter column given type text using 'g'");
    await database.primary.query(
      "alter table changing alter column given type int using 7, add column more text",
    );

    const [row, after] = await read();
    expect(row).toEqual({ given: 7, more: null });
    expect(after).not.toBe(before);
  });

  test("a name that was forgotten on the way costs its connection, and no answer", async () => {
    await ask("forgotten", 1);
    await ask("forgotten", 2);

    await database.primary.query("deallocate all");

    expect(await ask("forgotten", 3)).toMatchObject([{ given: 3 }]);
  });

  test("a statement that goes there and back once is kept as well, and survives the same", async () => {
    const add = (to: number): Promise<unknown[]> =>
      inOneTrip(database, "select $1::int + 1 as one_trip", [to]);
    await add(1);
    expect(await add(2)).toEqual([{ one_trip: 3 }]);
    expect(await keptOf("one_trip")).toHaveLength(1);

    await database.primary.query("deallocate all");

    expect(await add(3)).toEqual([{ one_trip: 4 }]);
  });

  test("where one statement fails, its transaction is over and the connection good for the next", async () => {
    await expect(inOneTrip(database, "select 1 / $1::int", [0])).rejects.toThrow("division by zero");

    expect(await inOneTrip(database, "select $1::int as fine", [1])).toEqual([{ fine: 1 }]);
  });

  test("one connection keeps a bounded number of statements, and answers those beyond it all the same", async () => {
    const numbers = Array.from({ length: 80 }, (_, index) => index);

    const answers = await inSnapshot(database, EVERYTHING, async (client) => {
      const given: unknown[] = [];
      for (const number of numbers) {
        const statement = sql`select ${number}::int as ${sql.ref(`bounded_${number}`)}`;
        await runKept(client, statement);
        const [row] = await runKept(client, statement);
        given.push(row?.[`bounded_${number}`]);
      }
      return given;
    });

    expect(answers).toEqual(numbers);
    const { rows } = await database.primary.query<{ count: number }>(
      "select count(*)::int as count from pg_prepared_statements",
    );
    expect(rows[0]?.count).toBeLessThanOrEqual(60);
  });
});
