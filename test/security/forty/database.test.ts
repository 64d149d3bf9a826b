import { openTestDatabase } from "../../support/test-database.ts";
import { request } from "node:http";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ChaosServer, startChaosServer, until } from "../../chaos/support/chaos-server.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { storeSharedWorld } from "../../support/shared-world.ts";
import { type OwnPostgres, startOwnPostgres } from "../support/own-postgres.ts";
import { STORED_WINDOW } from "../support/service.ts";

// A server process and a PostgreSQL of its own, which is restarted, stopped and held up.
const data = createDataFolder();
const QUESTION = `/api/v1/cost/namespaces?${new URLSearchParams(STORED_WINDOW).toString()}`;
let postgres: OwnPostgres;
let server: ChaosServer;

beforeAll(async () => {
  postgres = await startOwnPostgres();
  server = await startChaosServer({
    DATABASE_URL: postgres.url,
    KUBECENT_DATA: data.folder,
    KUBECENT_ROLE: "api",
    DB_QUERY_TIMEOUT_MS: "3000",
    // Every answer is to come from the database, not from the one before.
    CACHE_TTL_SECONDS: "0",
    CACHE_ENDPOINTS: "{}",
  });
  const database = openTestDatabase(postgres.url);
  await storeSharedWorld(database);
  await database.primary.end();
});

afterAll(async () => {
  postgres.goOn();
  await server.stop();
  await postgres.close();
  data.remove();
});

/** Holds a table against readers until it is let go. */
async function lockTable(table: string): Promise<{ release(): Promise<void>; waiting(): Promise<number> }> {
  const [client, watcher] = [new Client(postgres.url), new Client(postgres.url)];
  for (const each of [client, watcher]) {
    each.on("error", () => undefined);
    await each.connect();
  }
  await client.query(`begin; set local role kubecent_owner; lock table ${table} in access exclusive mode`);
  return {
    release: async () => {
      await client.query("rollback");
      await Promise.all([client.end(), watcher.end()]);
    },
    waiting: async () => {
      const { rows } = await watcher.query<{ count: string }>(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'kubecent'",
      );
      return Number(rows[0]?.count);
    },
  };
}

test("#29 a caller who leaves in the middle of a question costs the service nothing that lasts", async () => {
  const lock = await lockTable("namespace_hour");
  const asked = Array.from({ length: 30 }, () => {
    const headers = { authorization: `Bearer ${server.token}` };
    const sent = request(`${server.url}${QUESTION}`, { headers, agent: false });
    sent.on("error", () => undefined);
    sent.end();
    return sent;
  });
  await vi.waitFor(async () => expect(await lock.waiting()).toBeGreaterThan(0));
  for (const sent of asked) sent.destroy();
  await lock.release();

  await until("the next one is answered", async () => (await server.ask(QUESTION)).status === 200);
  expect(server.isAlive()).toBe(true);
});

/** Until what callers have left behind, who waited for their turn, has had it. */
async function untilQuiet(): Promise<void> {
  const watcher = new Client(postgres.url);
  await watcher.connect();
  await vi.waitFor(
    async () => {
      const { rows } = await watcher.query(
        `select from pg_stat_activity where application_name = 'kubecent'
         and (state like 'idle in%' or state = 'active' or state_change > now() - interval '200 ms')`,
      );
      expect(rows).toEqual([]);
    },
    { interval: 50 },
  );
  await watcher.end();
}

test("#29 a question that takes too long is ended in the database, and answered with 504", async () => {
  await untilQuiet();
  const lock = await lockTable("namespace_hour");
  try {
    const answer = await server.ask(QUESTION);

    expect(answer.status).toBe(504);
    expect(await answer.json()).toMatchObject({ code: "QUERY_TOO_EXPENSIVE", error: "Query too expensive" });
    expect(await lock.waiting()).toBe(0);
  } finally {
    await lock.release();
  }
});

/** Asks the same question all the time, until it is told to stop. */
function startAsking() {
  const state = { isOver: false };
  const answers: { status: number; text: string; retryAfter: string | null }[] = [];
  const asking = Array.from({ length: 4 }, async () => {
    while (!state.isOver) {
      const answer = await server.ask(QUESTION);
      const retryAfter = answer.headers.get("retry-after");
      answers.push({ status: answer.status, text: await answer.text(), retryAfter });
    }
  });
  return {
    answers,
    stop: async () => {
      state.isOver = true;
      await Promise.all(asking);
    },
  };
}

test("#30 a PostgreSQL that is killed under load is answered with 503, then with 200, by the same process", async () => {
  const load = startAsking();
  await until("it is well", () => Promise.resolve(load.answers.length >= 4));
  expect(load.answers.filter(({ status }) => status !== 200)).toEqual([]);
  await postgres.kill();
  await until("it is felt", () => Promise.resolve(load.answers.some(({ status }) => status === 503)));
  await postgres.revive();

  await until("it answers", async () => (await server.ask(QUESTION)).status === 200);
  await load.stop();

  // Of one after the other none is refused any more: no connection of before is left.
  for (let asked = 0; asked < 20; asked += 1) expect((await server.ask(QUESTION)).status).toBe(200);
  const refused = load.answers.filter(({ status }) => status !== 200);
  expect(refused.filter(({ status }) => status !== 503)).toEqual([]);
  expect(refused.filter(({ retryAfter }) => !(Number(retryAfter) > 0))).toEqual([]);
  expect(refused.filter(({ text }) => /ECONNREFUSED|127\.0\.0\.1|relation|at .*\.ts/.test(text))).toEqual([]);
  expect(server.isAlive()).toBe(true);
});

test("#31 a PostgreSQL that stands still is answered with 503, and liveness does not mind", async () => {
  postgres.standStill();
  const order: string[] = [];
  const asked = async (path: string): Promise<Response> => {
    const answer = await server.ask(path);
    order.push(path);
    return answer;
  };
  const [answer, alive] = await Promise.all([asked(QUESTION), asked("/livez")]);
  const stillReady = await server.ask("/readyz");

  // Liveness does not wait for the database: it is answered while the question waits.
  expect(order).toEqual(["/livez", QUESTION]);

  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(alive.status).toBe(200);
  expect(stillReady.status).toBe(200);

  await until("it is not ready", async () => (await server.ask("/readyz")).status === 503);
  expect((await server.ask("/livez")).status).toBe(200);
  postgres.goOn();
  await until("it is ready again", async () => (await server.ask("/readyz")).status === 200);
  await until("it answers", async () => (await server.ask(QUESTION)).status === 200);
});
