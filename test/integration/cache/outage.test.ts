import { HOUR_MS, MINUTE_MS } from "@kubecent/shared";
import type { Database } from "../../../server/src/store/connection/database.ts";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { HOUR } from "../../support/observations.ts";
import { HOURS, sampleHour, WINDOW } from "../../support/sample-cluster.ts";
import { type BreakableLink, openLink } from "../../support/breakable-link.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase, openTestDatabase } from "../../support/test-database.ts";
import { createTestServices } from "../../support/test-services.ts";
import { type Edge, startEdge } from "../../unit/http/edge.ts";

let made: TestDatabase;
let link: BreakableLink;
let database: Database;
let edge: Edge;

const now = () => HOUR + HOURS * HOUR_MS + 20 * MINUTE_MS;

beforeAll(async () => {
  made = await createTestDatabase();
  link = await openLink(made.url);
  database = openTestDatabase(link.url);
  await storeHours(database, "prod", hoursFrom(HOUR, HOURS).map(sampleHour));
  const env = { ENVIRONMENT: "development", RATE_LIMIT_REQUESTS_PER_MINUTE: "1000000" };
  edge = await startEdge({ env, services: createTestServices(database, now, readSettings(env)) });
});
afterAll(async () => {
  await edge.close();
  await database.primary.end();
  await link.close();
  await made.drop();
});

const QUESTION = `/api/v1/cost/namespaces?start=${WINDOW.start}&end=${WINDOW.end}`;

/** Ends every connection to the test's database, as a restart does. */
async function cutConnections(): Promise<number> {
  const name = new URL(made.url).pathname.slice(1);
  const other = new URL(made.url);
  other.pathname = "/postgres";
  const client = new Client({ connectionString: other.href });
  await client.connect();
  const { rowCount } = await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
    [name],
  );
  await client.end();
  return rowCount ?? 0;
}

test("connections that are cut under load cost no answer that is at hand, and never the process", async () => {
  const { text: expected } = await edge.ask(QUESTION);
  const load = { isOver: false, statuses: new Map<number, number>(), texts: new Set<string>() };
  const callers = Array.from({ length: 8 }, async () => {
    while (!load.isOver) {
      const { status, text } = await edge.ask(QUESTION);
      load.statuses.set(status, (load.statuses.get(status) ?? 0) + 1);
      load.texts.add(text);
    }
  });

  let cut = 0;
  for (let round = 0; round < 20; round++) {
    cut += await cutConnections();
    await edge.ask(`${QUESTION}&limit=${round + 1}`);
  }
  load.isOver = true;
  await Promise.all(callers);

  expect(cut).toBeGreaterThan(10);
  expect([...load.statuses.keys()]).toEqual([200]);
  expect([...load.texts]).toEqual([expected]);
  await expect.poll(async () => (await edge.ask(`${QUESTION}&limit=77`)).status).toBe(200);
});

test("while PostgreSQL is down, answers at hand go out for seconds, others are refused with a time to come again", async () => {
  const { text: expected } = await edge.ask(QUESTION);

  await link.cut();
  const cached = await edge.ask(QUESTION);
  const uncached = await edge.ask(`${QUESTION}&limit=99`);
  await link.mend();

  expect(cached).toMatchObject({ status: 200, text: expected });
  expect(uncached.status).toBe(503);
  expect(uncached.headers["retry-after"]).toMatch(/^[1-9]\d*$/);
  await expect.poll(async () => (await edge.ask(`${QUESTION}&limit=99`)).status).toBe(200);
});

test("while PostgreSQL hangs, answers at hand go out all the same", async () => {
  const { text: expected } = await edge.ask(QUESTION);
  link.stall();
  let isAnswered = false;
  const waiting = edge.ask(`${QUESTION}&limit=98`).finally(() => {
    isAnswered = true;
  });

  const replies = [];
  for (const end = performance.now() + 1_500; performance.now() < end; )
    replies.push(await edge.ask(QUESTION));
  const wasAnswered = isAnswered;
  await link.mend();

  expect(wasAnswered).toBe(false);
  expect(new Set(replies.map(({ status, text }) => `${status} ${text}`))).toEqual(
    new Set([`200 ${expected}`]),
  );
  expect((await waiting).status).toBe(200);
});

test("many new questions at once are answered a few at a time, the rest told to come again, and hits go past them", async () => {
  await edge.ask(QUESTION);
  // Holds up whoever reads the rows, until it is rolled back.
  const holder = new Client({ connectionString: made.url });
  await holder.connect();
  await holder.query("begin; lock table namespace_hour in access exclusive mode");

  const misses = Array.from({ length: 150 }, (_, index) => edge.ask(`${QUESTION}&limit=${100 + index}`));
  const refused = await Promise.race(
    misses.map(async (miss) => ((await miss).status === 503 ? miss : new Promise<never>(() => undefined))),
  );
  const hit = await edge.ask(QUESTION);
  await holder.query("rollback");
  await holder.end();
  const statuses = (await Promise.all(misses)).map(({ status }) => status);

  expect(hit.status).toBe(200);
  expect(refused.headers["retry-after"]).toBe("2");
  expect(JSON.parse(refused.text)).toMatchObject({ code: "OVERLOADED", error: "Service unavailable" });
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(100);
});
