import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lead, type LeadershipOptions } from "../../../server/src/collector/leadership.ts";
import { createTestDatabase, type TestDatabase, openTestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

/** A process that wants to lead; `events` says what became of it. */
function candidate(name: string, holder: string, fields: Partial<LeadershipOptions> = {}) {
  const stopping = new AbortController();
  const events: string[] = [];
  const waiting: { event: string; resolve: () => void }[] = [];
  const tell = (event: string): void => {
    events.push(event);
    for (const each of waiting) if (each.event === event) each.resolve();
  };
  const running = lead(
    {
      database,
      name,
      holder,
      // A busy machine holds a process up for a while: its lease is to outlive that.
      ttlMs: 1_500,
      onTaken: () => tell("taken"),
      onLost: () => tell("lost"),
      onFailure: () => tell("failure"),
      ...fields,
    },
    async (_lease, signal) => {
      if (!signal.aborted) await once(signal, "abort");
    },
    stopping.signal,
  );
  return {
    events,
    until: (event: string): Promise<void> =>
      events.includes(event) ? Promise.resolve() : new Promise((resolve) => waiting.push({ event, resolve })),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function expiryOf(name: string): Promise<string | undefined> {
  const { rows } = await database.primary.query<{ expiry: string }>(
    `select expires_at::text as expiry from lease where name = $1`,
    [name],
  );
  return rows[0]?.expiry;
}

test("one leads, the other stands by and takes over when the first stops", async () => {
  const first = candidate("steady", "first", { ttlMs: 3_000 });
  await first.until("taken");
  // Asks seldom, so that it does not take what is handed over before that is looked at.
  const second = candidate("steady", "second", { ttlMs: 6_000 });
  // It is prolonged as long as its holder lives.
  const expiry = await expiryOf("steady");
  await expect.poll(() => expiryOf("steady")).not.toBe(expiry);
  const before = [...second.events];

  await first.stop();
  const handedOver = await expiryOf("steady");
  await second.until("taken");

  expect(handedOver).toBe("-infinity");
  expect(before).toEqual([]);
  expect(first.events).toEqual(["taken"]);
  await second.stop();
});

test("a leader whose lease somebody took stops its work, and waits for the next chance", async () => {
  const leader = candidate("stolen", "leader");
  await leader.until("taken");

  await database.primary.query(
    `update lease set holder = 'thief', token = token + 1, expires_at = clock_timestamp() + interval '200 ms'
     where name = 'stolen'`,
  );
  await leader.until("lost");

  await expect.poll(() => leader.events).toEqual(["taken", "lost", "taken"]);
  await leader.stop();
});

test("a leader that cannot ask the database stops before somebody else may have begun", async () => {
  const away = openTestDatabase(database.url);
  const leader = candidate("away", "leader", { database: away });
  await leader.until("taken");

  await away.primary.end();
  await leader.until("lost");

  expect(leader.events.slice(0, 2)).toEqual(["taken", "failure"]);
  await leader.stop();
});
