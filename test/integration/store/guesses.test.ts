import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { guessed } from "../../../server/src/store/connection/guesses.ts";
import { run, sql } from "../../../server/src/store/connection/sql.ts";
import { inQuestion } from "../../../server/src/store/connection/transaction.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;
/** What was sent and answered on the connection, in order. */
const events: string[] = [];

beforeAll(async () => {
  // One connection, whose statements are watched.
  database = await createTestDatabase(1);
  await database.primary.query("create table step (next int); grant select on step to public");
  const client = await database.primary.connect();
  watch(client);
  client.release();
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  await stepTo(1);
});

function watch(client: pg.PoolClient): void {
  const send: (...args: unknown[]) => Promise<unknown> = client.query.bind(client);
  const watched = async (...args: unknown[]): Promise<unknown> => {
    events.push("sent");
    const answer = await send(...args);
    events.push("answered");
    return answer;
  };
  Object.defineProperty(client, "query", { value: watched, configurable: true });
}

async function stepTo(next: number): Promise<void> {
  await database.primary.query(`truncate step; insert into step values (${next})`);
}

/** How often the connection waited for answers before it sent more. */
function tripsOf(noted: readonly string[]): number {
  return noted.filter((event, index) => event === "sent" && noted[index - 1] !== "sent").length;
}

interface Asked {
  readonly question: string;
  readonly dataVersion?: string;
  /** What is asked beside the steps, of what was read first. */
  readonly more?: (client: pg.ClientBase, step: number) => Promise<unknown>;
}

interface Told {
  /** What the second statement was told of the first. */
  readonly step: unknown;
  readonly trips: number;
}

/** Reads a step, and then asks for something by it. */
async function ask({ question, dataVersion = "1", more }: Asked): Promise<Told> {
  events.length = 0;
  const guessing = { dataVersion, question };
  const step = await inQuestion({ database, load: "small", guessing }, EVERYTHING, async (client) => {
    const [read] = await guessed(client, "step", () =>
      run<{ next: number }>(client, sql`select next from step`),
    );
    const [row] = await run<{ told: number }>(client, sql`select ${read?.next}::int as told`);
    await more?.(client, row?.told ?? 0);
    return row?.told;
  });
  return { step, trips: tripsOf(events) };
}

const divideByZero = (client: pg.ClientBase): Promise<unknown> =>
  run(client, sql`select 1 / (next - next) from step`);

test("what a question reads first is taken for granted once it was read, and then all of it is one trip", async () => {
  const told = [
    await ask({ question: "one trip" }),
    await ask({ question: "one trip" }),
    await ask({ question: "one trip" }),
  ];

  expect(told).toEqual([
    { step: 1, trips: 3 },
    { step: 1, trips: 2 },
    { step: 1, trips: 1 },
  ]);
});

test("nothing of an answer is used that goes by what has changed meanwhile", async () => {
  for (let time = 0; time < 3; time++) await ask({ question: "changed" });
  await stepTo(2);

  expect((await ask({ question: "changed" })).step).toBe(2);
  expect(await ask({ question: "changed" })).toEqual({ step: 2, trips: 1 });
});

test("with other data nothing is taken for granted", async () => {
  for (let time = 0; time < 3; time++) await ask({ question: "other data" });
  await stepTo(3);

  expect(await ask({ question: "other data", dataVersion: "2" })).toEqual({ step: 3, trips: 3 });
});

test("who asks more than the last time is answered from one moment all the same", async () => {
  for (let time = 0; time < 3; time++) await ask({ question: "more" });
  const found: unknown[] = [];
  const more = async (client: pg.ClientBase, step: number): Promise<void> => {
    const rows = await run(client, sql`select next + ${step}::int as sum, current_user as role from step`);
    found.push(...rows);
  };

  expect((await ask({ question: "more", more })).step).toBe(1);
  // Never by the login itself, which the end of a transaction gives back.
  expect(found).toEqual([{ sum: 2, role: "kubecent_app" }]);
  expect(await ask({ question: "more", more })).toEqual({ step: 1, trips: 3 });
  expect(await ask({ question: "more", more })).toEqual({ step: 1, trips: 2 });
});

test("a failure is told as it is, and the connection goes on", async () => {
  for (let time = 0; time < 3; time++) await ask({ question: "failing" });

  await expect(ask({ question: "failing", more: divideByZero })).rejects.toThrow("division by zero");
  expect((await ask({ question: "failing" })).step).toBe(1);
});
