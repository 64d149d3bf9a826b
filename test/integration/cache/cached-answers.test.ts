import { Keyv } from "keyv";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCacheMetrics } from "../../../server/src/cache/cache-metrics.ts";
import { etagOf } from "../../../server/src/cache/cached-answer.ts";
import { createDatabaseLayer } from "../../../server/src/cache/database-layer.ts";
import { createMemoryLayer } from "../../../server/src/cache/memory-layer.ts";
import { createMakingQueue } from "../../../server/src/cache/making-queue.ts";
import { sweepOnce } from "../../../server/src/cache/sweeper.ts";
import { CachedAnswersTable } from "../../../server/src/store/shared-state/cached-answers.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});
beforeEach(() => database.primary.query("truncate cached_answer"));

const keyvOf = (namespace: string): Keyv<unknown> =>
  new Keyv({ store: new CachedAnswersTable(database), namespace, throwOnErrors: true });

async function keys(): Promise<string[]> {
  const { rows } = await database.primary.query<{ key: string }>(
    "select key from cached_answer order by key",
  );
  return rows.map(({ key }) => key);
}

test("what was set is there, for whoever asks, until it is deleted", async () => {
  const writer = keyvOf("answer");
  const reader = keyvOf("answer");
  await writer.set("a", { total: "1.5" });
  await writer.set("a", { total: "2.5" });

  const found = await reader.get("a");
  const has = [await reader.has("a"), await reader.has("b"), await reader.hasMany(["a", "b"])];
  const deleted = [await reader.delete("a"), await reader.delete("a")];

  expect(found).toEqual({ total: "2.5" });
  expect(has).toEqual([true, false, [true, false]]);
  expect(deleted).toEqual([true, false]);
  expect(await writer.get("a")).toBeUndefined();
});

test("many keys come and go together, in the order in which they were asked for", async () => {
  const keyv = keyvOf("answer");
  await keyv.setMany([
    { key: "a", value: 1 },
    { key: "b", value: 2 },
    { key: "a", value: 3 },
  ]);

  const found = await keyv.getMany(["b", "nothing", "a"]);
  await keyv.deleteMany(["a", "nothing"]);

  expect(found).toEqual([2, undefined, 3]);
  expect(await keys()).toEqual(["answer:b"]);
});

test("what has expired is not there, and goes when it is asked for; the database knows when as well", async () => {
  const keyv = keyvOf("answer");
  await keyv.setMany([
    { key: "brief", value: "value", ttl: 1 },
    { key: "long", value: "value", ttl: 60_000 },
  ]);
  await keyv.set("endless", "value");
  await database.primary.query("select pg_sleep(0.01)");
  const { rows } = await database.primary.query<{ key: string; left: number | null }>(
    "select key, extract(epoch from expires_at - now())::float as left from cached_answer order by key",
  );

  expect(rows.map(({ key }) => key)).toEqual(["answer:brief", "answer:endless", "answer:long"]);
  expect(rows.map(({ left }) => left !== null && left > 0)).toEqual([false, false, true]);
  expect(rows[1]?.left).toBeNull();
  expect(await keyv.getMany(["brief", "long", "endless"])).toEqual([undefined, "value", "value"]);
  expect(await keyv.has("brief")).toBe(false);
  expect(await keys()).toEqual(["answer:endless", "answer:long"]);
});

test("a value that is long and odd comes back as it was", async () => {
  const value = { text: `:base64:${'ö\u2028"\\'.repeat(100_000)}`, bytes: Buffer.from([0, 255, 128]) };

  await keyvOf("answer").set("odd", value);

  expect(await keyvOf("answer").get("odd")).toEqual(value);
});

test("clearing a namespace leaves others that only look like it", async () => {
  await keyvOf("a_b").set("key", 1);
  await keyvOf("axb").set("key", 2);
  await keyvOf("a%").set("key", 3);

  await keyvOf("a_b").clear();
  await keyvOf("a%").clear();

  expect(await keys()).toEqual(["axb:key"]);
});

test("the iterator comes by every entry of its namespace once", async () => {
  const store = new CachedAnswersTable(database);
  const names = Array.from({ length: 250 }, (_, index) => `many:${String(index).padStart(3, "0")}`);
  await store.setMany([...names, "other:1"].map((key) => ({ key, value: "value" })));

  const seen: (string | undefined)[] = [];
  for await (const [key] of store.iterator("many")) seen.push(key);

  expect(seen).toEqual(names);
});

test("the table is unlogged, and the app's role may use it and nothing more", async () => {
  const { rows } = await database.primary.query<{ relpersistence: string; owner: string }>(
    "select relpersistence, relowner::regrole::text as owner from pg_class where relname = 'cached_answer'",
  );

  expect(rows).toEqual([{ relpersistence: "u", owner: "kubecent_owner" }]);
  for (const statement of [
    "truncate cached_answer",
    "drop table cached_answer",
    "create index on cached_answer (value)",
  ]) {
    const running = database.primary.query(`begin; set local role kubecent_app; ${statement}; commit`);
    await expect(running).rejects.toThrow(/permission denied|must be owner/);
    await database.primary.query("rollback");
  }
});

const metricsOfTest = () =>
  createCacheMetrics({ memory: createMemoryLayer(1_000), makingQueue: createMakingQueue(2, 2) });

test("the sweeper removes what has expired and leaves the rest, also when several sweep at once", async () => {
  await database.primary.query(`insert into cached_answer select 'old ' || n, 'value', now() - interval '1 second'
    from generate_series(1, 2500) n`);
  await database.primary.query(
    "insert into cached_answer values ('new', 'value', now() + interval '1 hour'), ('endless', '', null)",
  );

  const swept = await Promise.all([1, 2, 3].map(() => sweepOnce(database, metricsOfTest())));
  const rest = await sweepOnce(database, metricsOfTest());

  expect(swept.reduce((sum, rows) => sum + rows, rest)).toBe(2_500);
  expect(await keys()).toEqual(["endless", "new"]);
});

test("rows that somebody else holds are left to them", async () => {
  await database.primary.query("insert into cached_answer values ('held', '', now()), ('free', '', now())");
  const holder = await database.primary.connect();
  await holder.query("begin; select from cached_answer where key = 'held' for update");

  const swept = await sweepOnce(database, metricsOfTest());

  expect(swept).toBe(1);
  expect(await keys()).toEqual(["held"]);
  await holder.query("rollback");
  holder.release();
});

const KEY = "g|cost.namespaces|hash|1-2-2|1.7|all";
const ANSWER = {
  body: Buffer.from('{"total":"1.5"}'),
  etag: etagOf(KEY, Buffer.from('{"total":"1.5"}')),
  storedAt: 1_000,
  freshUntil: 2_000,
  staleUntil: 61_000,
};

test("an answer goes into the table under a hash, and comes back as it was", async () => {
  const failed: string[] = [];
  const layer = createDatabaseLayer(database, (operation) => failed.push(operation));

  await layer.set(KEY, ANSWER, 1_000);

  expect(await layer.get(KEY)).toEqual(ANSWER);
  expect((await keys())[0]).toMatch(/^answer:[0-9a-f]{64}$/);
  expect(failed).toEqual([]);
});

test("a row that was swapped for another scope's is not believed", async () => {
  const layer = createDatabaseLayer(database, () => undefined);
  const other = KEY.replace("all", "shop");
  await layer.set(KEY, ANSWER, 1_000);
  await layer.set(other, { ...ANSWER, etag: etagOf(other, ANSWER.body) }, 1_000);

  await database.primary.query("update cached_answer set value = (select max(value) from cached_answer)");

  const found = [await layer.get(KEY), await layer.get(other)];
  expect(found.filter((answer) => answer !== undefined)).toHaveLength(1);
});

test("without the table every question is a miss, and is counted", async () => {
  const failed: string[] = [];
  const layer = createDatabaseLayer(database, (operation) => failed.push(operation));
  await database.primary.query("alter table cached_answer rename to elsewhere");

  const found = await layer.get(KEY);
  await layer.set(KEY, ANSWER, 1_000);
  await layer.clear();
  const metrics = metricsOfTest();
  const swept = await sweepOnce(database, metrics);

  await database.primary.query("alter table elsewhere rename to cached_answer");
  expect([found, swept]).toEqual([undefined, 0]);
  expect(failed).toEqual(["get", "set", "clear"]);
  expect(await metrics.registry.metrics()).toContain('kubecent_cache_errors_total{operation="sweep"} 1');
});
